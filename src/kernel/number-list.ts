/** Many 32-bit numbers in a row, in a quarter of the memory that an array takes while it grows. */
export class NumberList {
  #numbers = new Uint32Array(1024)
  #length = 0

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const larger = new Uint32Array(this.#length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.#length] = number
    this.#length += 1
  }

  /** All so far, without a copy. */
  get all(): Uint32Array {
    return this.#numbers.subarray(0, this.#length)
  }
}
