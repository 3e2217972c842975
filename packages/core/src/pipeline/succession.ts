import type { Store, StoreOptions } from '../store/store.js'
import { isReopened, nameReceipt, type Receipt, type ReceiptName } from './receipt.js'
import type { Receipts } from './receipts.js'
import { removeObjects } from './remove-objects.js'

type Named = Pick<Receipt, 'objects' | 'quarantine'>

const NOTHING: Named = { objects: [], quarantine: [] }

/**
 * How a receipt takes the place of earlier ones of its archive, so that whatever moment it ends at, nothing is lost and the next run or
 * replay goes on:
 *
 * 1. the receipt that counts is reopened: from now on nobody takes its archive for done
 * 2. what the archive becomes is written, then the receipt that names it
 * 3. what the earlier ones name, and this one does not, is removed, and then they themselves
 *
 * So of one archive at most one receipt is not reopened, and what that one names is there.
 */
export class Succession {
  readonly #store: Store
  readonly #receipts: Receipts
  readonly #options: StoreOptions

  constructor(store: Store, receipts: Receipts, options: StoreOptions) {
    this.#store = store
    this.#receipts = receipts
    this.#options = options
  }

  /** Before anything is written. */
  async begin(next: Pick<Receipt, 'archive' | 'sourceVersion' | 'recordId' | 'outcome'>): Promise<void> {
    const known = this.#receipts.of(next.archive)
    const [current, ...further] = known.filter((name) => !isReopened(name))
    // Two that count tell as well as none that nothing is done.
    if (!current || further.length > 0) return
    if (known.length > 1) await this.#finish(current)
    if (current.key !== nameReceipt(next).key) await this.#receipts.reopen(current, this.#options)
  }

  /** When all is written that the receipt names. */
  async commit(receipt: Receipt): Promise<void> {
    const { key } = nameReceipt(receipt)
    const before = this.#receipts.of(receipt.archive).find((name) => name.key === key)
    // Written over below, so that nobody would know any more what it named.
    const replaced = before && (await this.#receipts.find(before, this.#options))
    if (replaced) await this.#removeObjects(replaced, receipt, key)
    await this.#receipts.put(receipt, this.#options)
    await this.#removeOthers(nameReceipt(receipt), receipt)
  }

  /** What others have of a record that two runs took at the same time goes, now that this archive has it whole. */
  async oustRivals(receipt: Receipt): Promise<void> {
    for (const name of this.#receipts.rivalsOf(receipt.recordId, receipt.archive)) {
      await this.#remove(name, await this.#receipts.find(name, this.#options), receipt)
    }
  }

  /** Go on where others were stopped after they had written a receipt, also those of archives that are nowhere any more but here. */
  async finishAll(): Promise<void> {
    for (const names of this.#receipts.unfinished) {
      const [current, ...further] = names.filter((name) => !isReopened(name))
      if (current && further.length === 0) await this.#finish(current)
    }
  }

  /** Remove what a receipt that was written has left of earlier ones. */
  async #finish(current: ReceiptName): Promise<void> {
    const receipt = await this.#receipts.find(current, this.#options)
    if (receipt) await this.#removeOthers(current, receipt)
  }

  /** Give up a record that an archive had, before it is known what becomes of the archive now. */
  async release(claim: ReceiptName): Promise<void> {
    await this.#receipts.reopenBehind(claim, this.#options)
    await this.#remove(claim, await this.#receipts.recall(claim, this.#options), NOTHING)
  }

  /** @param current the name of the receipt: that of an archive that may not come back does not say it. */
  async #removeOthers({ key, archive }: ReceiptName, current: Receipt): Promise<void> {
    for (const name of this.#receipts.ofDigest(archive)) {
      if (name.key === key) continue
      const receipt = await this.#receipts.recall(name, this.#options)
      // Before the claim goes, so that who waits behind it is not overlooked if this ends here; the record itself is free when it is gone.
      if (receipt?.outcome === 'taken' && !hasSameRecord(current, receipt)) await this.#receipts.reopenBehind(name, this.#options)
      await this.#remove(name, receipt, current)
    }
  }

  async #remove(name: ReceiptName, receipt: Receipt | undefined, kept: Named): Promise<void> {
    if (receipt) await this.#removeObjects(receipt, kept, name.key)
    await this.#receipts.remove(name, this.#options)
  }

  /** @param key of the receipt, if it is to go too. */
  async #removeObjects(before: Receipt, { objects, quarantine }: Named, key?: string): Promise<void> {
    const kept = new Set([...objects, ...quarantine])
    const obsolete = before.objects.filter((key) => !kept.has(key))
    await removeObjects(this.#store, obsolete, { ...before, receipt: key }, this.#options)
    for (const key of before.quarantine) if (!kept.has(key)) await this.#store.delete(key, this.#options)
  }
}

/** Whether the record that an archive had is there as it was: what is a duplicate of it, or is not, stays so. */
function hasSameRecord({ outcome, recordId, digest }: Receipt, before: Receipt): boolean {
  return outcome === 'taken' && recordId === before.recordId && digest === before.digest
}
