/** The words of the screen in English. */
export const en = {
  screen: 'Screen', more: 'More metrics', pipeline: 'Pipeline', brand: 'Live', alerts: 'Alerts', pause: 'Pause', resume: 'Resume',
  back: 'Back', close: 'Close', page: 'Page', language: '中文', hide: 'Hide the numbers', show: 'Show the numbers',
  live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting', polling: 'Reconnecting · read by REST',
  stale: 'Static · last known numbers', paused: 'Paused', quiet: 'Live · quiet', asOf: 'as of', behind: 'behind', seconds: 's', minutes: 'min', hours: 'h', days: 'd',
  noNumbers: 'no numbers yet', staleNote: 'Last known numbers; the live feed is behind',
  waiting: 'Waiting for the first window', nothing: 'No rows', error: 'Cannot be read', total: 'Total', others: 'Others',
  lastMinute: 'Last minute', peakMinute: 'peak', at: 'at', today: 'today', perMinute: 'this minute', visitorsNow: 'Visitors now', ordersToday: 'Orders today', buyersToday: 'Buyers today',
  ordersMinute: 'Orders this minute', buyersMinute: 'Buyers this minute', pageViews: 'Page views today', uniqueVisitors: 'Visitors today',
  conversion: 'of the step before', overall: 'overall', history: 'History', related: 'Where it appears', newest: 'Newest',
  tokenTitle: 'Access token', tokenText: 'This Tally asks for a token. It is kept in this browser only.', tokenButton: 'Open',
  high: 'High', low: 'Low', topRegions: 'Top regions', leading: 'leads', rows: 'rows', openDetail: 'Open details of', metricsOf: 'metrics', updated: 'updated',
  eventTime: 'data of', ofRows: 'of', more_: 'more', arrange: 'Arrange the screen', save: 'Save', discard: 'Discard', hideMetric: 'Hide', rest: 'Others', notFound: 'Not found', noSuchColumn: 'No metric has the column',
  noSuchValue: 'No metric has rows of', unshown: 'more columns', stillFilling: 'still filling', change: 'new', negative: 'negative values have no share',
  unknownChart: 'no chart is called that', noMeasure: 'there is no measure', noDimension: 'there is nothing to compare', noWindow: 'there is no window', noProvince: 'there is no province', oneDimension: 'two dimensions are needed', noSum: 'the values do not add up to a whole',
}
export type Words = typeof en

/** Names of columns that the shop's metrics use. */
export const columnsEn: Record<string, string> = {
  gmv: 'GMV', orders: 'Orders', buyers: 'Buyers', amount: 'Amount', sales: 'Sales', quantity: 'Quantity', items: 'Items', pieces: 'Pieces', spent: 'Spent', sent: 'Sent', article: 'Article', sale_day: 'Day', pv: 'Page views', uv: 'Visitors',
  visitors: 'Visitors', views: 'Views', requests: 'Requests', hits: 'Hits', status: 'Status', path: 'Page', category: 'Category', brand: 'Brand',
  merchant: 'Merchant', merchant_name: 'Merchant', province: 'Province', product_id: 'Product', user_id: 'Buyer', gender: 'Gender', step: 'Step',
  share: 'Share', window_start: 'From', window_end: 'To', window_time: 'Time', bytes: 'Bytes', sku_name: 'Product', sku_num: 'Quantity', total_sales: 'Sales',
}

/** Values with a name of their own, by column. */
export const valuesEn: Record<string, string> = {
  male: 'Male', female: 'Female', m: 'Male', f: 'Female', unknown: 'Unknown', view: 'View', cart: 'Cart', order: 'Order', pay: 'Pay',
  viewed: 'View', carted: 'Cart', ordered: 'Order', views: 'View', carts: 'Cart', orders: 'Order', pays: 'Pay', payments: 'Pay', paid: 'Pay', payers: 'Pay', viewers: 'View',
}

/** Units that the shop's metrics name in the other language. */
export const unitsEn: Record<string, string> = { 件: 'items', 人: 'people', 次: '', 元: 'CNY', 单: 'orders' }
