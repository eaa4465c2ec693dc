/** A name without what file systems forbid. code: wekan/wekan@v11.07 models/lib/exportFilename.js */
function cleanPart(value: string, fallback: string): string {
  const cleaned = value
    .replace(/[\\/:*?"<>|\u0000-\u001f\u007f]+/g, '-')
    .replace(/\s+/g, '-')
    .replace(/-+/g, '-')
    .replace(/^[. -]+|[. -]+$/g, '')
    .slice(0, 100)
  return cleaned === '' ? fallback : cleaned
}

/** `Board-Plan.pdf`, `Card-7.xlsx`. */
export function exportFileName(
  type: 'Board' | 'Card' | 'List' | 'Swimlane',
  identity: string,
  extension: string,
): string {
  return `${type}-${cleanPart(identity, '1')}.${extension}`
}

/** A `Content-Disposition` with the name in ASCII and as it is. */
export function disposition(fileName: string): string {
  const ascii =
    fileName
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/[\\"]/g, '-') || 'export'
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(fileName)}`
}
