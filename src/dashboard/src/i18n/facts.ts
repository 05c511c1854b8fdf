import type { Lang } from '../model/bilingual'

const zh: Record<string, string> = {
  streams: '数据流', stream: '数据流', queries: '查询', query: '查询', partitions: '分区', topics: '主题', name: '名称', id: '编号', worker: '线程', error: '错误',
  rows: '行数', 'rows /s': '行/秒', 'rows out': '输出行', bytes: '字节', 'bytes /s': '字节/秒', backlog: '积压', 'backlog size': '积压字节', age: '时龄', lag: '延迟', watermark: '水位线', late: '迟到', dead: '死信', 'dead letters': '死信',
  position: '位置', idle: '空闲', ended: '结束', 'state size': '状态大小', 'state count': '状态行数', 'checkpoint age': '检查点时龄', 'checkpoint size': '检查点大小', 'checkpoint count': '检查点次数',
  'ring used': '环占用', 'ring size': '环容量', metrics: '指标', sources: '数据源', sinks: '输出', records: '记录数', 'records /s': '记录/秒', size: '大小', state: '状态', viewers: '观看者', alerts: '告警', notice: '提示', 'failed rows': '计算失败行', condition: '条件', metric: '指标', title: '标题', window: '窗口', offset: '位移',
}

/** The name of a fact in the viewer's language; names that the server adds later stay as they are. */
export function factWord(name: string, lang: Lang): string {
  return lang === 'zh' && Object.hasOwn(zh, name) ? zh[name]! : name
}
