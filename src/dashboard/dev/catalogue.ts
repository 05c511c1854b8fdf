const day = 86_400_000
const minute = 60_000

type Kind = 'tumble' | 'hop' | 'cumulate' | null

/** One metric of the fake shop: its columns as `name type`, windows and dimensions marked. */
function metric(name: string, title: string, unit: string, chart: string, kind: Kind, sizeMs: number | null, columns: string) {
  return {
    name,
    title,
    unit,
    chart,
    window: kind === null ? null : { kind, sizeMs, slideMs: kind === 'hop' ? 2 * minute : kind === 'cumulate' ? minute : null },
    columns: columns.split(',').map((text) => {
      const [column = '', type = ''] = text.trim().split(' ')
      const role = /^window/.test(column) ? 'window' : /BIGINT|DECIMAL|DOUBLE/.test(type) && column !== 'status' ? 'measure' : 'dimension'
      return { name: column, type: type.replace('DECIMAL', 'DECIMAL(38, 2)'), role }
    }),
  }
}

const window = 'window_start TIMESTAMP(3),window_end TIMESTAMP(3)'

export const catalogue = [
  metric('gmv_today', '今日成交额 | GMV today', '元 | CNY', 'number', 'cumulate', day, `${window},gmv DECIMAL,orders BIGINT,buyers BIGINT`),
  metric('gmv_minute', '每分钟成交额 | GMV per minute', '元 | CNY', 'line', 'tumble', minute, `${window},gmv DECIMAL,orders BIGINT,buyers BIGINT`),
  metric('gmv_sliding', '近 10 分钟成交额 | GMV of the last 10 minutes', '元 | CNY', 'line', 'hop', 10 * minute, `${window},gmv DECIMAL`),
  metric('product_sales', '商品累计销售 | Product sales', '元 | CNY', 'rank', null, null, 'product_id STRING,amount DECIMAL,quantity BIGINT'),
  metric('product_minute', '商品每分钟销售 | Product sales each minute', '元 | CNY', 'rank', 'tumble', minute, `${window},product_id STRING,amount DECIMAL`),
  metric('category_rank', '品类排行 | Category rank', '件 | items', 'rank', 'tumble', minute, `${window},category STRING,quantity BIGINT,rank_no BIGINT`),
  metric('category_sales', '品类销售额 | Category sales', '元 | CNY', 'pie', null, null, 'category STRING,amount DECIMAL'),
  metric('brand_sales', '品牌销售 | Brand sales', '元 | CNY', 'bar', null, null, 'brand STRING,quantity BIGINT,amount DECIMAL'),
  metric('merchant_sales', '商家销售额 | Merchant sales', '元 | CNY', 'rank', null, null, 'merchant STRING,amount DECIMAL'),
  metric('top_buyers', '消费最多的买家 | Top buyers', '元 | CNY', 'rank', null, null, 'user_id STRING,amount DECIMAL,orders BIGINT'),
  metric('gender_share', '性别占比 | Gender share', '元 | CNY', 'pie', null, null, 'gender STRING,amount DECIMAL'),
  metric('product_gender', '商品 × 性别 | Product × gender', '件 | items', 'bar', 'tumble', 10 * minute, `${window},product_id STRING,gender STRING,quantity BIGINT`),
  metric('province_sales', '各省成交额 | Sales by province', '元 | CNY', 'map', null, null, 'province STRING,amount DECIMAL,orders BIGINT'),
  metric('pv_uv', '每分钟浏览与访客 | Page views and visitors', '', 'line', 'tumble', minute, `${window},pv BIGINT,uv BIGINT`),
  metric('pv_uv_today', '今日浏览与访客 | Page views and visitors today', '', 'number', 'cumulate', day, `${window},pv BIGINT,uv BIGINT`),
  metric('visitors_now', '当前访客 | Visitors now', '', 'number', 'hop', 5 * minute, `${window},visitors BIGINT`),
  metric('top_pages', '热门页面 | Top pages', '', 'table', 'tumble', minute, `${window},path STRING,views BIGINT,visitors BIGINT`),
  metric('status_codes', '状态码 | Status codes', '', 'pie', 'tumble', minute, `${window},status INT,requests BIGINT`),
  metric('funnel', '转化漏斗 | Funnel', '', 'bar', 'cumulate', day, `${window},step STRING,visitors BIGINT`),
  metric('order_log_sales', '订单日志 · 商家销售 | Order log, sales by merchant', '元 | CNY', 'bar', null, null, 'merchant STRING,amount DECIMAL'),
]
