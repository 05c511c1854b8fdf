import type { Lang } from '../data/bilingual'

const zh: Record<string, string> = {
  queries: '查询', query: '查询', topics: '主题', topic: '主题', partitions: '分区', partition: '分区', name: '名称', metric: '指标', state: '状态', status: '状态',
  lag: '延迟', 'lag records': '积压记录', watermark: '水位线', late: '迟到', 'late rows': '迟到行', dead: '死信', 'dead letters': '死信', records: '记录数', rows: '行数',
  'records /s': '记录/秒', 'rows /s': '行/秒', 'bytes /s': '字节/秒', size: '大小', offset: '位移', 'first offset': '最早位移', 'next offset': '下一位移', 'end offset': '末尾位移',
  'last checkpoint': '最近检查点', checkpoint: '检查点', 'checkpoint age': '检查点时龄', age: '时龄', uptime: '运行时间', events: '事件', groups: '分组数', version: '版本', sources: '数据源', source: '数据源',
  'state rows': '状态行数', 'time zone': '时区', 'as of': '截至', bytes: '字节', duration: '耗时', reason: '原因', window: '窗口', viewers: '观看者', rate: '速率', idle: '空闲', position: '位置',
}

/** The name of a fact in the viewer's language; names that the server adds later stay as they are. */
export function factWord(name: string, lang: Lang): string {
  return lang === 'zh' && Object.hasOwn(zh, name) ? zh[name]! : name
}
