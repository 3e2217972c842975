import { useId } from 'preact/hooks'

export interface Choice {
  readonly value: string
  readonly label: string
  /** Of a name whose beginning stands above it already. Default: `label`. */
  readonly short?: string | undefined
  readonly note?: string | undefined
  /** How deep it stands below the first. */
  readonly depth?: number | undefined
}

interface PickerProps {
  readonly label: string
  readonly choices: readonly Choice[]
  readonly selected: string
  readonly onSelect: (value: string) => void
}

/** One of several things by its name: a list where there is room for it, a menu where there is not. */
export function Picker({ label, choices, selected, onSelect }: PickerProps) {
  const id = useId()
  return (
    <nav class="picker" aria-label={label}>
      <label class="narrow-only" for={id}>
        {label}
        <select id={id} value={selected} onChange={(event) => onSelect(event.currentTarget.value)}>
          {choices.map(({ value, label: text, note }) => (
            <option key={value} value={value}>
              {note === undefined ? text : `${text} (${note})`}
            </option>
          ))}
        </select>
      </label>
      <ul class="wide-only">
        {choices.map(({ value, label: text, short = text, note, depth = 0 }) => (
          <li key={value} class={`depth-${Math.min(depth, 4)}`}>
            <button type="button" aria-current={value === selected ? 'true' : undefined} title={text} onClick={() => onSelect(value)}>
              <span class="one-line" aria-hidden="true">
                {short}
              </span>
              <span class="hidden-text">{text}</span>
              {note !== undefined && <span class="note">{note}</span>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}
