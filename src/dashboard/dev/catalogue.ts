const day = 86_400_000
const minute = 60_000
const hour = 60 * minute

type Kind = 'tumble' | 'hop' | 'cumulate' | 'none'

/** One metric of the fake shop: its columns as `name type`, windows and dimensions marked. */
function metric(name: string, title: string, unit: string, chart: string, kind: Kind, sizeMs: number, columns: string) {
  return {
    name,
    title,
    unit,
    chart,
    window: { kind, sizeMs, slideMs: kind === 'hop' ? sizeMs / 5 : kind === 'cumulate' ? minute : sizeMs },
    columns: columns.split(',').map((text) => {
      const [column = '', type = ''] = text.trim().split(' ')
      const role = /^window/.test(column) ? 'window' : /BIGINT|DECIMAL|DOUBLE/.test(type) && column !== 'status' ? 'measure' : 'dimension'
      return { name: column, type: type.replace('DECIMAL', 'DECIMAL(38, 2)'), role }
    }),
  }
}

const window = 'window_start TIMESTAMP(3),window_end TIMESTAMP(3)'

export const catalogue = [
  metric('brand_sales', '今日品牌销售 | Sales by brand', 'CNY', 'bar', 'cumulate', day, `${window},brand STRING,items BIGINT,sales DECIMAL`),
  metric('category_rank', '品类排行 | Categories by quantity', '件', 'rank', 'tumble', minute, `${window},category STRING,items BIGINT,sales DECIMAL,rn BIGINT`),
  metric('category_sales', '今日品类销售 | Sales by category', 'CNY', 'bar', 'cumulate', day, `${window},category STRING,sales DECIMAL,items BIGINT`),
  metric('funnel', '转化漏斗 | Funnel', '人', 'bar', 'cumulate', day, `${window},viewed BIGINT,carted BIGINT,ordered BIGINT,paid BIGINT`),
  metric('gender_share', '性别占比 | Sales by gender', 'CNY', 'pie', 'cumulate', day, `${window},gender STRING,sales DECIMAL,orders BIGINT`),
  metric('gmv_minute', '每分钟成交额 | GMV per minute', 'CNY', 'line', 'tumble', minute, `${window},gmv DECIMAL,orders BIGINT,buyers BIGINT`),
  metric('gmv_sliding', '近十分钟成交额 | GMV of 10 minutes', 'CNY', 'line', 'hop', 10 * minute, `${window},gmv DECIMAL,orders BIGINT`),
  metric('gmv_today', '今日成交额 | GMV today', 'CNY', 'number', 'cumulate', day, `${window},gmv DECIMAL,orders BIGINT,items BIGINT`),
  metric('merchant_sales', '今日商家销售 | Sales by merchant', 'CNY', 'rank', 'none', 0, 'sale_day DATE,merchant STRING,sales DECIMAL,orders BIGINT'),
  metric('order_log_sales', '旧系统商品销售 | Articles of the older system', 'CNY', 'rank', 'tumble', minute, `${window},article STRING,pieces BIGINT,sales DECIMAL`),
  metric('product_gender', '商品与性别 | Products by gender', '件', 'bar', 'tumble', 10 * minute, `${window},product_id STRING,gender STRING,items BIGINT`),
  metric('product_minute', '商品每分钟销售 | Products of the minute', 'CNY', 'rank', 'tumble', minute, `${window},product_id STRING,sales DECIMAL,items BIGINT`),
  metric('product_sales', '商品累计销售 | Sales by product', 'CNY', 'rank', 'none', 0, 'sale_day DATE,product_id STRING,sales DECIMAL,items BIGINT'),
  metric('province_sales', '各省销售 | Sales by province', 'CNY', 'map', 'cumulate', day, `${window},province STRING,sales DECIMAL,orders BIGINT`),
  metric('pv_uv', '每分钟访问 | Page views and visitors', '次', 'line', 'tumble', minute, `${window},pv BIGINT,uv BIGINT`),
  metric('pv_uv_today', '今日访问 | Visits today', '次', 'number', 'cumulate', day, `${window},pv BIGINT,uv BIGINT`),
  metric('status_codes', '响应状态 | Status codes', '次', 'bar', 'tumble', minute, `${window},status INT,hits BIGINT,sent BIGINT`),
  metric('top_buyers', '今日消费十强 | Top buyers', 'CNY', 'table', 'none', 0, 'sale_day DATE,user_id STRING,spent DECIMAL,orders BIGINT,rn BIGINT'),
  metric('top_pages', '热门页面 | Top pages', '次', 'table', 'cumulate', hour, `${window},path STRING,pv BIGINT,uv BIGINT,rn BIGINT`),
  metric('visitors_now', '当前访客 | Visitors now', '人', 'number', 'hop', 5 * minute, `${window},visitors BIGINT`),
]
