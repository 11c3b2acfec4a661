import type { AuditEntry } from '#contracts/audit';

const COLUMNS = ['sequence', 'at', 'action', 'actorKind', 'actorId', 'actorName', 'callId', 'callTitle', 'detail', 'hash'];

/** RFC 4180, with a header. Cells that a spreadsheet would take for a formula are quoted from it by an apostrophe. */
export async function* auditCsv(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\r\n`;
  for await (const { sequence, at, action, actor, call, detail, hash } of entries) {
    yield `${[sequence, at, action, actor.kind, actor.id, actor.name, call?.id, call?.title, JSON.stringify(detail), hash].map(cell).join(',')}\r\n`;
  }
}

export async function* auditJson(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const entry of entries) {
    yield `${before}${JSON.stringify(entry)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
