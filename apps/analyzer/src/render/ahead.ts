/** Asks a generator for up to `count` values before they are needed, so that it works while the receiver does. `discard` frees what nobody takes. */
export async function* ahead<Value>(source: AsyncGenerator<Value>, count: number, discard: (value: Value) => void): AsyncGenerator<Value> {
  const asked: Promise<IteratorResult<Value>>[] = [];
  const ask = () => {
    const next = source.next();
    // Thrown where it is awaited below.
    next.catch(() => undefined);
    asked.push(next);
  };
  try {
    for (let index = 0; index < count; index++) ask();
    for (;;) {
      const result = await asked.shift()!;
      if (result.done === true) return;
      ask();
      yield result.value;
    }
  } finally {
    for (const left of await Promise.allSettled(asked))
      if (left.status === 'fulfilled' && left.value.done !== true) discard(left.value.value);
    await source.return(undefined);
  }
}
