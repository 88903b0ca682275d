/// Class codes: what a pair predicted, in a few letters that can be read aloud or sent by chat. The teacher pastes them
/// together; no server is needed.

const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export interface Predicted {
  lesson: number;  ///< 1 to 7
  numbers: number[];  ///< whole, 0 to 1023 each
}

const check_of = (bits: number[]) => bits.reduce((sum, bit, i) => (sum * 2 + bit + i) % 31, 7);

export function code_of({lesson, numbers}: Predicted): string {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; --i) bits.push((value >> i) & 1);
  };
  put(lesson, 3);
  put(numbers.length, 3);
  for (const each of numbers) put(Math.max(0, Math.min(1023, Math.round(each))), 10);
  while (bits.length % 5 !== 0) bits.push(0);
  const check = check_of(bits);
  put(check, 5);
  let text = "";
  for (let i = 0; i < bits.length; i += 5) text += letters[bits.slice(i, i + 5).reduce((value, bit) => 2 * value + bit, 0)];
  return text.replace(/(.{4})(?=.)/g, "$1-");
}

/// Nothing where the text is not a code, or was copied wrongly.
export function read_code(text: string): Predicted | undefined {
  const plain = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const bits: number[] = [];
  for (const c of plain) {
    const value = letters.indexOf(c);
    if (value < 0) return undefined;
    for (let i = 4; i >= 0; --i) bits.push((value >> i) & 1);
  }
  if (bits.length < 15) return undefined;
  const body = bits.slice(0, -5), take = (at: number, count: number) => body.slice(at, at + count).reduce((value, bit) => 2 * value + bit, 0);
  if (check_of(body) !== bits.slice(-5).reduce((value, bit) => 2 * value + bit, 0)) return undefined;
  const count = take(3, 3);
  if (body.length < 6 + 10 * count) return undefined;
  return {lesson: take(0, 3), numbers: Array.from({length: count}, (_, i) => take(6 + 10 * i, 10))};
}
