/** A camera's noise: without it a drawn picture costs almost no bits. The same in every run. */
export function sensorNoise(): (picture: Uint8ClampedArray, luma: number) => void {
  let seed = 1;
  const next = () => (seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  const tile = Int8Array.from({ length: 65_521 }, () => Math.round((next() + next() + next() - 1.5) * 4));
  return (picture, luma) => {
    let at = Math.floor(next() * tile.length);
    for (let index = 0; index < luma; index++) {
      picture[index] = picture[index]! + tile[at]!;
      if (++at === tile.length) at = 0;
    }
  };
}
