import { ref, shallowReactive, watch } from 'vue'
import type { Picture } from '../api/live'
import type { Cut, Snapshot } from '../api/types'
import { CutRows } from '../model/cutRows'

/** Names a cut: equal cuts share their rows. */
export function cutKey(cut: Cut): string {
  return JSON.stringify([cut.metric, cut.order, cut.limit, cut.by, cut.windows, cut.where])
}

/** What the panels on the page show: each names its cut, all get the rows of one moment. */
export function createCuts(subscribe: (cuts: readonly Cut[]) => void) {
  const shown = shallowReactive(new Map<string, Snapshot>())
  const failures = shallowReactive(new Map<string, string>())
  const asOf = ref('')
  const watermark = ref('')
  const paused = ref(false)
  const wanted = new Map<string, { cut: Cut; panels: number }>()
  let subscribed: { key: string; rows: CutRows }[] = []
  let waiting: (() => void)[] = []
  let announcing = false

  /** Begins to follow a cut; the answer ends that. */
  function follow(cut: Cut): () => void {
    const key = cutKey(cut)
    const known = wanted.get(key)
    if (known) known.panels += 1
    else wanted.set(key, { cut, panels: 1 })
    if (!known) announce()
    return () => release(key)
  }

  function release(key: string): void {
    const known = wanted.get(key)
    if (!known || --known.panels > 0) return
    wanted.delete(key)
    shown.delete(key)
    failures.delete(key)
    announce()
  }

  /** A page changes many panels at once: one subscription for all of them. */
  function announce(): void {
    if (announcing) return
    announcing = true
    queueMicrotask(() => {
      announcing = false
      subscribed = [...wanted.keys()].map((key) => ({ key, rows: new CutRows() }))
      // Without panels there is no picture, and none has an age.
      if (wanted.size === 0) asOf.value = watermark.value = ''
      subscribe(cuts())
    })
  }

  const cuts = (): Cut[] => [...wanted.values()].map((one) => one.cut)

  /** Takes one picture: everything in it is shown at once. */
  function push(picture: Picture): void {
    for (const [at, change] of Object.entries(picture.cuts)) subscribed[Number(at)]?.rows.take(change)
    later(() => show(picture))
  }

  function show(picture: Picture): void {
    asOf.value = picture.asOf ?? asOf.value
    watermark.value = picture.watermark ?? ''
    for (const at of Object.keys(picture.cuts)) {
      const one = subscribed[Number(at)]
      if (one === undefined || !wanted.has(one.key)) continue
      if (one.rows.error) failures.set(one.key, one.rows.error)
      else failures.delete(one.key)
      if (!one.rows.error) shown.set(one.key, one.rows.snapshot(asOf.value))
    }
  }

  /** Takes an answer of REST, which stands in while there is no socket. */
  function pushRest(cut: Cut, snapshot: Snapshot): void {
    if (!wanted.has(cutKey(cut))) return
    later(() => {
      shown.set(cutKey(cut), snapshot)
      failures.delete(cutKey(cut))
      asOf.value = snapshot.asOf
    })
  }

  function later(showing: () => void): void {
    if (paused.value) waiting.push(showing)
    else showing()
  }

  watch(paused, (now) => {
    if (now) return
    waiting.forEach((showing) => showing())
    waiting = []
  })

  return { follow, push, pushRest, cuts, shown, failures, asOf, watermark, paused }
}
