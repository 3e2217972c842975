import { render } from 'preact'
import { App } from './page/app.tsx'

// A file that misses the drop zone must not replace the page.
for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault())

render(<App />, document.getElementById('page')!)
