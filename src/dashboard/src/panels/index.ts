import type { Component } from 'vue'
import type { PanelKind } from '../layout/kinds'
import BarPanel from './BarPanel.vue'
import FunnelPanel from './FunnelPanel.vue'
import HeroPanel from './HeroPanel.vue'
import LinePanel from './LinePanel.vue'
import MapPanel from './MapPanel.vue'
import NumberPanel from './NumberPanel.vue'
import PiePanel from './PiePanel.vue'
import RankPanel from './RankPanel.vue'
import StackPanel from './StackPanel.vue'
import TablePanel from './TablePanel.vue'

/** The panel of each kind. */
export const panels: Record<PanelKind, Component> = {
  hero: HeroPanel,
  line: LinePanel,
  bar: BarPanel,
  rank: RankPanel,
  pie: PiePanel,
  map: MapPanel,
  table: TablePanel,
  number: NumberPanel,
  funnel: FunnelPanel,
  stack: StackPanel,
}
