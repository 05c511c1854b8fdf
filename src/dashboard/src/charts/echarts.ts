import { BarChart, LineChart, PieChart } from 'echarts/charts'
import { GridComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only what the panels draw; the rest of ECharts stays out of the bundle.
use([BarChart, LineChart, PieChart, GridComponent, TooltipComponent, CanvasRenderer])

export type { EChartsOption } from 'echarts'
