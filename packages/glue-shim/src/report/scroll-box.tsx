import type { ComponentChildren, VNode } from 'preact'

/** What may be wider than the page scrolls by itself, by the keyboard too. */
export function ScrollBox({ label, children }: { readonly label: string; readonly children: ComponentChildren }): VNode {
  return (
    <div class="scroll" role="group" aria-label={label} tabindex={0}>
      {children}
    </div>
  )
}
