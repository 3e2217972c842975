const VIEWS = [
  ['Entries', 'What each archive holds, and what had to be left out, with the reason and the place.'],
  ['Schema', 'Every field with its kinds, how many objects have it, and fingerprints of the structure.'],
  ['Diagram', 'The tables that come of it, and how they are linked.'],
  ['Tables', 'Their rows, however many, and each table as a Parquet file to keep.'],
  ['Compare', 'A second input beside the first: what changed, and whether both can be one dataset.'],
] as const

/** What one will see: shown while there is nothing else to show. */
export function Introduction() {
  return (
    <dl class="introduction">
      {VIEWS.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}
