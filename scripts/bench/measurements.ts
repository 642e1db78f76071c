import type { Measurement } from './figure.ts'
import { callCosts } from './figures/calls.ts'
import { capture } from './figures/capture.ts'
import { frameCost, navigationCost } from './figures/documents.ts'
import { latency } from './figures/latency.ts'
import { burstCost, roundTripCost } from './figures/page-cost.ts'
import { panelRows, panelStart } from './figures/panel-rows.ts'
import { coreRows } from './figures/rows.ts'
import { size } from './figures/size.ts'

/** All that is measured, in the order of the table. */
export const MEASUREMENTS: readonly Measurement[] = [
  roundTripCost,
  burstCost,
  ...callCosts,
  frameCost,
  navigationCost,
  capture,
  latency,
  panelRows,
  panelStart,
  coreRows,
  size,
]
