import type { ComponentChild } from 'preact'
import { useId } from 'preact/hooks'

export interface Tab<Name extends string> {
  readonly name: Name
  readonly label: string
  readonly note?: string | undefined
}

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly Tab<Name>[]
  readonly selected: Name
  readonly children: ComponentChild
  readonly onSelect: (name: Name) => void
}

/** @see WAI-ARIA Authoring Practices, Tabs: one tab is a stop of the Tab key, arrows move between them. */
export function Tabs<Name extends string>({ label, tabs, selected, onSelect, children }: TabsProps<Name>) {
  const id = useId()
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex(({ name }) => name === selected)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const tab = tabs[(to + tabs.length) % tabs.length]!
    onSelect(tab.name)
    document.getElementById(`${id}-${tab.name}`)?.focus()
  }
  return (
    <>
      <div role="tablist" aria-label={label} class="tabs" onKeyDown={move}>
        {tabs.map(({ name, label: text, note }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === selected}
            aria-controls={`${id}-panel`}
            tabIndex={name === selected ? 0 : -1}
            onClick={() => onSelect(name)}
          >
            {text}
            {note !== undefined && <span class="note">{note}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${selected}`} class="panel">
        {children}
      </div>
    </>
  )
}
