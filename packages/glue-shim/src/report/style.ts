/** The page's style sheet. Pairs of colours reach a contrast of 4.5 to 1 in light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f6f8f7, #14181a); --card: light-dark(#fff, #1b2124); --raised: light-dark(#eef2f1, #252d31);
  --ink: light-dark(#1b2427, #e4eaec); --quiet: light-dark(#546268, #a3b2b8); --line: light-dark(#d5dddb, #36424a);
  --accent: light-dark(#0b6268, #6cc9cb); --bar: light-dark(#d3e8e7, #23494c);
  --good: light-dark(#1c6b3a, #86d6a2); --good-soft: light-dark(#e2f3e8, #1c3a28);
  --warn: light-dark(#7a5200, #f0c674); --warn-soft: light-dark(#fcf1d6, #3d3218);
  --bad: light-dark(#a3282a, #ff9c97); --bad-soft: light-dark(#fbe6e5, #46211f);
  --s1: light-dark(#e3f1f0, #1d3133); --s2: light-dark(#bfe0de, #1f4a4d); --s3: light-dark(#8cc9c8, #1f6a6e);
  --s4: light-dark(#1f7d82, #58b3b6); --s5: light-dark(#0a4d52, #a5e3e2);
  --s-dark: light-dark(#132325, #eef7f7); --s-light: light-dark(#fff, #07191b);
  --c1: light-dark(#0b6268, #6cc9cb); --c2: light-dark(#b25a00, #f0a35a); --c3: light-dark(#5b4ba8, #b5a8f5);
  --c4: light-dark(#a3285f, #f58fbb); --c5: light-dark(#4c7a1d, #a7d672); --c6: light-dark(#6b7a80, #a3b2b8);
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Open Sans", sans-serif;
}
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 1440px; padding: 24px clamp(14px, 3vw, 36px) 48px; color: var(--ink); background: var(--paper) }
h1, h2, h3, h4, p, ul, dl, dd, figure { margin: 0; padding: 0 }
h1 { font-size: 1.5rem; letter-spacing: -.01em }
h2 { font-size: 1.25rem; margin: 40px 0 12px }
h3 { font-size: 1.1rem; margin: 24px 0 10px; overflow-wrap: anywhere }
h4 { font-size: .95rem; margin: 24px 0 8px }
section:first-child > h2 { margin-top: 0 }
p + p, p + .scroll { margin-top: 8px }
ul { list-style: none }
a { color: var(--accent); text-underline-offset: .25em }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
code { font: .86em var(--mono); overflow-wrap: anywhere; unicode-bidi: isolate }
.quiet { color: var(--quiet) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.skip { position: absolute; left: -9999px; padding: 8px 14px; background: var(--card) }
.skip:focus { left: 8px; top: 8px; z-index: 2 }
.sides { display: grid; grid-template-columns: 230px minmax(0, 1fr); gap: 32px; margin-top: 24px }
nav { position: sticky; top: 16px; align-self: start; max-height: calc(100vh - 32px); overflow-y: auto; font-size: .92rem }
nav ul ul { padding: 2px 0 6px 12px; margin-left: 2px; border-left: 1px solid var(--line) }
nav li { padding: 3px 0; overflow-wrap: anywhere }
section { scroll-margin-top: 12px }
.version { padding: 4px 20px 20px; margin-bottom: 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(118px, 1fr)); gap: 10px }
.tiles li { padding: 10px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; color: var(--quiet); font-size: .9rem }
.tiles strong { display: block; color: var(--ink); font-size: 1.35rem; line-height: 1.3; font-variant-numeric: tabular-nums }
.tiles .bad strong { color: var(--bad) }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px 20px }
.facts dt { color: var(--quiet); font-size: .85rem }
.facts .wide { grid-column: 1 / -1 }
.note { margin-top: 12px; padding: 8px 12px; border-radius: 6px; background: var(--warn-soft); color: var(--warn) }
.scroll { overflow-x: auto; max-width: 100% }
.scroll + .scroll, .legend + .scroll, .facts + .scroll, .chart + .scroll { margin-top: 16px }
table { border-collapse: collapse; font-size: .9rem; min-width: min(100%, 480px) }
caption { text-align: left; padding: 0 0 6px; color: var(--quiet) }
th, td { padding: 4px 10px; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line) }
thead th { color: var(--quiet); font-weight: 600; font-size: .85rem; white-space: nowrap }
tbody th { font-weight: 500 }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
th, td { max-width: 480px } th code, td code { overflow-wrap: break-word } .dates { white-space: nowrap } .what { min-width: 230px }
.columns { width: 100% } .reasons tbody th { white-space: nowrap }
.bar { background: linear-gradient(var(--bar), var(--bar)) right / var(--share, 0) 100% no-repeat }
.heat { min-width: 0; border-collapse: separate; border-spacing: 2px; font-size: 11px; font-variant-numeric: tabular-nums }
.heat caption { font-size: .9rem; white-space: nowrap }
.heat th, .heat td { padding: 0 2px; height: 24px; min-width: 22px; text-align: center; vertical-align: middle; border: 0; border-radius: 3px; white-space: nowrap }
.heat thead th { font-size: 11px; font-weight: 400; padding: 0 2px }
.heat tbody th { padding-right: 10px; text-align: left; font-size: .85rem }
.heat thead th:first-child { text-align: left }
.heat .all, .heat thead th:last-child { padding: 0 4px 0 6px; text-align: right; font-size: .85rem }
.s0 { background: var(--raised) }
.s1 { background: var(--s1); color: var(--s-dark) } .s2 { background: var(--s2); color: var(--s-dark) } .s3 { background: var(--s3); color: var(--s-dark) }
.s4 { background: var(--s4); color: var(--s-light) } .s5 { background: var(--s5); color: var(--s-light) }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; margin: 6px 0 0; font-size: .85rem; color: var(--quiet) }
.swatch { display: inline-block; width: 13px; height: 13px; border-radius: 3px; vertical-align: -2px }
.chart { padding: 10px 14px; background: var(--card); border: 1px solid var(--line); border-radius: 8px }
.chart svg { display: block; width: 100%; min-width: 560px; height: auto; max-width: 1000px }
.badge { display: inline-block; padding: 0 8px; border-radius: 9px; font-size: .8rem; line-height: 1.5; background: var(--raised); color: var(--ink) }
.badge.evolves { background: var(--warn-soft); color: var(--warn) } .badge.forks { background: var(--bad-soft); color: var(--bad) }
.badge.new { background: var(--good-soft); color: var(--good) }
.changes, .findings { display: grid; gap: 3px }
.changes { padding: 6px 0 }
summary { cursor: pointer; overflow-wrap: anywhere }
.dictionary > details { border-bottom: 1px solid var(--line) }
.dictionary > details > summary { padding: 6px 0 }
.dictionary > details > p { padding: 0 0 8px }
.dictionary > details > .scroll { padding-bottom: 12px }
.diagram { display: block; font-size: 12px }
.diagram text { fill: var(--ink); font-family: var(--mono) }
.diagram .name { font-weight: 600; font-size: 12.5px } .diagram .key { font-weight: 600; fill: var(--accent) }
.diagram .quiet { fill: var(--quiet) } .diagram .end { text-anchor: end }
.diagram rect { fill: var(--card); stroke: var(--line) } .diagram .head { fill: var(--raised) }
.diagram .root .head { fill: var(--s1) }
.diagram .link { fill: none; stroke: var(--quiet); stroke-width: 1.3 } .diagram .loose polyline { stroke-dasharray: 4 4 }
@media (max-width: 860px) {
  .sides { grid-template-columns: minmax(0, 1fr) }
  nav { position: static; max-height: 40vh; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px }
  nav ul ul { columns: 2 160px }
  .version { padding: 4px 12px 16px }
}
@media print {
  :root { color-scheme: light; font-size: 10px }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  @page { size: A4 landscape; margin: 12mm }
  body { max-width: none; padding: 0; background: #fff }
  nav, .skip { display: none }
  .sides { display: block }
  .version { padding: 0; border: 0 }
  .version + .version, #quarantine { break-before: page }
  details::details-content { content-visibility: visible; block-size: auto; opacity: 1 }
  .scroll { overflow: visible }
  .diagram { max-width: 100%; max-height: 170mm; height: auto }
  .heat { font-size: 9px } .heat th, .heat td { height: 18px; min-width: 22px } .heat thead th { font-size: 9px }
  h2, h3, h4, caption, summary { break-after: avoid }
  tr, .tiles, .facts, .chart, .diagram { break-inside: avoid }
  thead { display: table-header-group }
  a { color: inherit; text-decoration: none }
}
`
