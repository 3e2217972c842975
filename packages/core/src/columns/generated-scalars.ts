import { COLON, LETTER_F, MINUS, QUOTE, SPACE } from './bytes.js'
import { ALSE, EXACT_DIGITS, TRUE } from './value-reader.js'

const DOT = 0x2e
const ZERO = 0x30
const SMALL_E = 0x65
const LETTER_CASE = 0x20

/**
 * Code of functions that read scalars from the bytes `b`, whose view is `v`, from `p` on into the columns `k` at row `r`, and return where they
 * end. They know what is frequent; everything else is left to the methods of the reader `R`, whose rules hold. The code is a part of the
 * generated one, since V8 takes for constants what a function closes over only if it is the only one of its text.
 *
 * Digits come four at a time: `digits` says by the highest bit of each byte of a word, less its zero digits, which one is none, and `four` is
 * the number of four digits, the first one in the lowest byte.
 *
 * A function, so that a bundle that scans nothing can leave it out.
 */
export function generatedScalars(): string {
  return `
function space(p){
  for(;;){
    const c=b[p]
    if(c>${SPACE}||(c!==${SPACE}&&c!==10&&c!==13&&c!==9))return p
    p++
  }
}
function colon(p){
  if(b[p]<=${SPACE})p=space(p)
  if(b[p]!==${COLON})unusual()
  return b[p+1]<=${SPACE}?space(p+1):p+1
}
function stopsOf(w){return(w+0x76767676|w)&0x80808080}
function placeOf(s){return(31-Math.clz32(s&-s))>>>3}
function four(w){
  const t=(Math.imul(w,10)+(w>>>8))&0x00ff00ff
  return(Math.imul(t,100)+(t>>>16))&0xffff
}
function number(p,k,r){
  const start=p,negative=b[p]===${MINUS}
  if(negative)p++
  const first=p
  let w=v.getInt32(p,true)^0x30303030,s=stopsOf(w),m=0
  if(s===0){
    m=four(w);p+=4
    w=v.getInt32(p,true)^0x30303030;s=stopsOf(w)
    if(s===0)return R.number(start,k,r)
  }
  let n=placeOf(s)
  if(n!==0){m=m*POWERS[n]+four(w<<(32-(n<<3)));p+=n}
  let digits=p-first,fraction=0
  if(digits===0||(digits!==1&&b[first]===${ZERO}))unusual()
  if(b[p]===${DOT}){
    const point=++p
    w=v.getInt32(p,true)^0x30303030;s=stopsOf(w)
    while(s===0){
      m=m*10000+four(w);p+=4
      w=v.getInt32(p,true)^0x30303030;s=stopsOf(w)
    }
    n=placeOf(s)
    if(n!==0){m=m*POWERS[n]+four(w<<(32-(n<<3)));p+=n}
    fraction=p-point
    digits+=fraction
    if(fraction===0)unusual()
  }
  if(digits>${EXACT_DIGITS}||(b[p]|${LETTER_CASE})===${SMALL_E})return R.number(start,k,r)
  const i=k.count
  if(i!==r)k.markPresent(r)
  if(i===k.values.length)k.grow()
  k.values[i]=(negative?-m:m)/POWERS[fraction]
  k.count=i+1
  R.cells++
  return p
}
function integer(p,k,r){
  const start=p,negative=b[p]===${MINUS}
  if(negative)p++
  const first=p
  let w=v.getInt32(p,true)^0x30303030,s=stopsOf(w),m=0,n=0
  if(s!==0){
    n=placeOf(s)
    if(n===0)unusual()
    p+=n
    if((b[first]===${ZERO}&&(n!==1||negative))||b[p]===${DOT}||(b[p]|${LETTER_CASE})===${SMALL_E})return R.integer(start,k,r)
    m=four(w<<(32-(n<<3)))
    k.pushWords(r,negative?-1:0,negative?-m:m)
    R.cells++
    return p
  }
  do{
    m=m*10000+four(w);p+=4
    w=v.getInt32(p,true)^0x30303030;s=stopsOf(w)
  }while(s===0)
  n=placeOf(s)
  if(n!==0){m=m*POWERS[n]+four(w<<(32-(n<<3)));p+=n}
  const c=b[p]
  if(p-first>${EXACT_DIGITS}||b[first]===${ZERO}||c===${DOT}||(c|${LETTER_CASE})===${SMALL_E})return R.integer(start,k,r)
  k.push(r,negative?-m:m)
  R.cells++
  return p
}
function boolean(p,k,r){
  if(v.getInt32(p,true)===${TRUE}){
    k.push(r,1);R.cells++
    return p+4
  }
  if(v.getInt32(p+1,true)!==${ALSE}||b[p]!==${LETTER_F})unusual()
  k.push(r,0);R.cells++
  return p+5
}
function text(p,k,r){
  const start=p
  let h=0,w=0,s=0
  for(;;){
    w=v.getInt32(p,true)
    const q=w^0x02020202,z=w^0x5c5c5c5c
    s=((q-0x21212121&~q)|(z-0x01010101&~z))&0x80808080
    if(s!==0)break
    h=Math.imul(h^w,0x9e3779b1);p+=4
  }
  const n=placeOf(s)
  p+=n
  if(b[p]!==${QUOTE})return R.text(start,k,r)
  if(n!==0)h=Math.imul(h^(w&((1<<(n<<3))-1)),0x9e3779b1)
  h^=h>>>15
  const length=p-start
  k.push(r,b,v,start,length,(h+length)|0)
  R.cells++
  return p+1
}`
}
