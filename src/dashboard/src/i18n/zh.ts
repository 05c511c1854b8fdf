import type { Words } from './en'

/** The words of the screen in Chinese. */
export const zh: Words = {
  screen: '大屏', more: '更多指标', pipeline: '管道', alerts: '告警', brand: '实时', pause: '暂停', resume: '继续',
  back: '返回', close: '关闭', page: '页', language: 'EN', hide: '隐藏数字', show: '显示数字',
  live: '实时', connecting: '连接中', reconnecting: '重新连接', polling: '重新连接 · 轮询中',
  stale: '静态 · 最近数据', paused: '已暂停', quiet: '实时 · 暂无新数据', asOf: '截至', behind: '延迟', seconds: '秒', minutes: '分', hours: '小时', days: '天',
  noNumbers: '暂无数据', staleNote: '显示最近一次的数据，实时数据滞后',
  waiting: '等待第一个窗口', nothing: '暂无数据', error: '无法读取', total: '合计', others: '其他',
  lastMinute: '上一分钟', peakMinute: '峰值', at: '于', today: '今日', perMinute: '本分钟', visitorsNow: '当前访客', ordersToday: '今日订单', buyersToday: '今日买家',
  ordersMinute: '本分钟订单', buyersMinute: '本分钟买家', pageViews: '今日浏览量', uniqueVisitors: '今日访客',
  conversion: '较上一步', overall: '总转化', history: '历史', related: '相关指标', newest: '最新',
  tokenTitle: '访问令牌', tokenText: '此 Tally 需要令牌，仅保存在本浏览器中。', tokenButton: '进入',
  high: '高', low: '低', topRegions: '地区排行', leading: '领先', rows: '行', openDetail: '查看详情', metricsOf: '个指标', updated: '更新于',
  eventTime: '数据时间', ofRows: '/', more_: '更多', arrange: '调整布局', save: '保存', discard: '放弃', hideMetric: '隐藏', rest: '其他', notFound: '未找到', noSuchColumn: '没有指标含有列',
  noSuchValue: '没有指标含有', unshown: '列未显示', stillFilling: '统计中', change: '新增', negative: '负值没有占比',
  unknownChart: '没有这种图表', noMeasure: '没有度量', noDimension: '没有可比较的维度', noWindow: '没有窗口', noProvince: '没有省份列', oneDimension: '需要两个维度', noSum: '数值不能相加为整体',
}

export const columnsZh: Record<string, string> = {
  gmv: '成交额', orders: '订单数', buyers: '买家数', amount: '金额', sales: '销售额', quantity: '件数', items: '件数', pieces: '件数', spent: '消费', sent: '流量', article: '商品', sale_day: '日期', pv: '浏览量', uv: '访客数',
  visitors: '访客数', views: '浏览量', requests: '请求数', hits: '次数', status: '状态码', path: '页面', category: '品类', brand: '品牌',
  merchant: '商家', merchant_name: '商家', province: '省份', product_id: '商品', user_id: '买家', gender: '性别', step: '步骤',
  share: '占比', window_start: '开始', window_end: '结束', window_time: '时间', bytes: '字节', sku_name: '商品', sku_num: '件数', total_sales: '销售额',
}

export const valuesZh: Record<string, string> = {
  male: '男', female: '女', m: '男', f: '女', unknown: '未知', view: '浏览', cart: '加购', order: '下单', pay: '支付',
  viewed: '浏览', carted: '加购', ordered: '下单', views: '浏览', carts: '加购', orders: '下单', pays: '支付', payments: '支付', paid: '支付', payers: '支付', viewers: '浏览',
}

export const unitsZh: Record<string, string> = { CNY: '元', items: '件', people: '人', orders: '单' }
