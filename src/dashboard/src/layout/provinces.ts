/** A province's tile: its name in both languages and its place on an 8 × 8 map, x to the east, y to the south. */
export interface Tile {
  key: string
  en: string
  zh: string
  x: number
  y: number
  /** Drawn only when the data names it. */
  optional?: true
}

/** China as tiles: neighbours stay neighbours, sizes are equal, nothing has to be fetched. */
export const provinces: readonly Tile[] = [
  tile('Heilongjiang', '黑龙江', 7, 0),
  tile('Inner Mongolia', '内蒙古', 4, 1, 'Inner Mong.'),
  tile('Beijing', '北京', 5, 1),
  tile('Liaoning', '辽宁', 6, 1),
  tile('Jilin', '吉林', 7, 1),
  tile('Xinjiang', '新疆', 1, 2),
  tile('Gansu', '甘肃', 2, 2),
  tile('Ningxia', '宁夏', 3, 2),
  tile('Shanxi', '山西', 4, 2),
  tile('Hebei', '河北', 5, 2),
  tile('Tianjin', '天津', 6, 2),
  tile('Tibet', '西藏', 1, 3),
  tile('Qinghai', '青海', 2, 3),
  tile('Shaanxi', '陕西', 3, 3),
  tile('Henan', '河南', 4, 3),
  tile('Shandong', '山东', 5, 3),
  tile('Sichuan', '四川', 2, 4),
  tile('Chongqing', '重庆', 3, 4),
  tile('Hubei', '湖北', 4, 4),
  tile('Anhui', '安徽', 5, 4),
  tile('Jiangsu', '江苏', 6, 4),
  tile('Shanghai', '上海', 7, 4),
  tile('Yunnan', '云南', 2, 5),
  tile('Guizhou', '贵州', 3, 5),
  tile('Hunan', '湖南', 4, 5),
  tile('Jiangxi', '江西', 5, 5),
  tile('Zhejiang', '浙江', 6, 5),
  tile('Guangxi', '广西', 3, 6),
  tile('Guangdong', '广东', 4, 6),
  tile('Fujian', '福建', 5, 6),
  tile('Hainan', '海南', 3, 7),
  { ...tile('Taiwan', '台湾', 6, 6), optional: true },
  { ...tile('Macau', '澳门', 4, 7), optional: true },
  { ...tile('Hong Kong', '香港', 5, 7), optional: true },
]

const byName = new Map(provinces.flatMap((p) => [[p.key.toLowerCase(), p] as const, [p.zh, p] as const]))

/** Finds the tile of a name as a log may write it: "Guangdong", "guangdong province", "广东省". */
export function provinceOf(name: string): Tile | undefined {
  const bare = name
    .trim()
    .toLowerCase()
    .replace(/\s+(province|municipality|city|((zhuang|hui|uyghur|uygur) )?autonomous region|sar)$/, '')
    .replace(/^(nei ?mongol|neimenggu)$/, 'inner mongolia')
    .replace(/^xizang$/, 'tibet')
    .replace(/^macao$/, 'macau')
    .replace(/^hongkong$/, 'hong kong')
  return byName.get(bare) ?? byName.get(bare.replace(/(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$/, ''))
}

function tile(key: string, zh: string, x: number, y: number, en = key): Tile {
  return { key, en, zh, x, y }
}
