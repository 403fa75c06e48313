// Random choices that can be repeated: the seed is printed, and LEAPFROG_SEED sets it.
export class Random {
  #state;

  constructor(seed) {
    this.seed = seed;
    this.#state = seed >>> 0;
  }

  // A seed from LEAPFROG_SEED or the clock, printed so that a failing run can be repeated.
  static fromEnvironment(label) {
    const seed = process.env.LEAPFROG_SEED
      ? Number(process.env.LEAPFROG_SEED)
      : (Date.now() ^ (process.pid << 16)) >>> 0;
    console.log(`${label}: LEAPFROG_SEED=${seed}`);
    return new Random(seed);
  }

  // mulberry32: small, and good enough to choose moments and values with. In [0, 1).
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  // A whole number in [low, high].
  between(low, high) {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick(list) {
    return list[this.between(0, list.length - 1)];
  }

  chance(probability) {
    return this.next() < probability;
  }

  // A version 4 uuid made of this generator's numbers.
  uuid() {
    const bytes = Buffer.alloc(16);
    for (let i = 0; i < 16; ++i) bytes[i] = this.between(0, 255);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.toString("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }
}
