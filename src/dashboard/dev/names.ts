/** What the fake shop sells, to whom and where; weights fall like Zipf's. */
export const provinces = 'Guangdong,Zhejiang,Jiangsu,Shandong,Shanghai,Beijing,Sichuan,Henan,Hubei,Fujian,Hunan,Hebei,Anhui,Liaoning,Shaanxi,Jiangxi,Chongqing,Guangxi,Yunnan,Tianjin,Heilongjiang,Shanxi,Jilin,Guizhou,Inner Mongolia,Xinjiang,Gansu,Hainan,Ningxia,Qinghai,Tibet'.split(',')
export const categories = 'Phones,Apparel,Beauty,Home Appliances,Snacks,Baby,Sports,Furniture,Books,Toys'.split(',')
export const brands = 'Huashan,Lingyu,Nordvik,Taikang,Moonpeak,Jade & Co,Orchid,Bluewhale,Fenghua,Kestrel,Sakura,Altair'.split(',')
export const merchants = 'Huashan Flagship,Lingyu Direct,City Mart,Moonpeak Store,Jade & Co Official,Orchid Beauty,Bluewhale Sports,Kestrel Outlet'.split(',')
export const products = Array.from({ length: 40 }, (_, i) => `P${String(10001 + i * 37)}`)
export const users = Array.from({ length: 60 }, (_, i) => `u${String(100_000 + ((i * 7919) % 899_999))}`)
export const pages = ['/', '/search?q=phone', '/cart', '/product/P10001', '/checkout', '/product/P10038', '/category/beauty', '/deals/1111', '/product/P10075?ref=<b>mail</b>', '/account/orders']
