/** Every difference between two values, one line each: `$.body.name: want "a" got "b"`. Order of keys is not compared. */
export function differences(want: unknown, got: unknown, at = '$', found: string[] = []): string[] {
  if (JSON.stringify(want) === JSON.stringify(got)) return found
  if (!isContainer(want) || !isContainer(got) || Array.isArray(want) !== Array.isArray(got)) {
    found.push(`${at}: want ${brief(want, 120)} got ${brief(got, 120)}`)
    return found
  }
  for (const key of new Set([...Object.keys(want), ...Object.keys(got)])) {
    if (!(key in want)) found.push(`${at}.${key}: extra ${brief(got[key], 80)}`)
    else if (!(key in got)) found.push(`${at}.${key}: missing, want ${brief(want[key], 80)}`)
    else differences(want[key], got[key], `${at}.${key}`, found)
  }
  return found
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function brief(value: unknown, length: number): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, length)
}
