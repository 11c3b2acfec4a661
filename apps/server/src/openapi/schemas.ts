import { z } from 'zod';
import * as call from '#contracts/call';
import * as emotion from '#contracts/emotion';
import * as recording from '#contracts/recording';
import * as rest from '#contracts/rest';
import * as summary from '#contracts/summary';
import * as timeline from '#contracts/timeline';
import * as transcript from '#contracts/transcript';

export type JsonSchema = Record<string, unknown>;
const PREFIX = '#/components/schemas/';

/** The contracts' own names, such as `CallView` for `callView`. Only objects and unions are worth one. */
function contractNames(): Map<z.ZodType, string> {
  const names = new Map<z.ZodType, string>();
  for (const contracts of [rest, recording, call, timeline, emotion, transcript, summary]) {
    for (const [name, schema] of Object.entries(contracts as Record<string, unknown>)) {
      const isNamed = schema instanceof z.ZodObject || schema instanceof z.ZodUnion || schema instanceof z.ZodEnum;
      if (isNamed && !names.has(schema)) names.set(schema, name.charAt(0).toUpperCase() + name.slice(1));
    }
  }
  return names;
}

/** Turns the contracts into the JSON schemas of an OpenAPI document (3.1: JSON Schema 2020-12). */
export class Schemas {
  readonly #names = contractNames();
  readonly #answers = this.#named('output');
  readonly #requests = this.#named('input');
  readonly #used = new Map<string, JsonSchema>();

  /** What the server sends. */
  answer(schema: z.ZodType): JsonSchema {
    return this.#refer(schema, this.#answers, '');
  }

  /** What the server takes. */
  request(schema: z.ZodType): JsonSchema {
    return this.#refer(schema, this.#requests, 'Input');
  }

  /** Spelled out where it is used: the parts of a query are parameters. */
  inline(schema: z.ZodType): JsonSchema {
    return tidy(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  }

  /** Every schema that was referred to, for `components.schemas`. */
  components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#used].sort(([a], [b]) => a.localeCompare(b)));
  }

  #refer(schema: z.ZodType, named: Record<string, JsonSchema>, suffix: string): JsonSchema {
    const name = this.#names.get(schema);
    if (name !== undefined) return this.#use(name, named, suffix);
    if (schema instanceof z.ZodArray) return { type: 'array', items: this.#refer(schema.element as z.ZodType, named, suffix) };
    return tidy(z.toJSONSchema(schema, { io: suffix === '' ? 'output' : 'input', unrepresentable: 'any' }));
  }

  /** A schema that is taken in another form than it is sent has a name for each. */
  #use(name: string, named: Record<string, JsonSchema>, suffix: string): JsonSchema {
    const schema = named[name];
    if (schema === undefined) throw new Error(`There is no contract ${name}.`);
    const id = JSON.stringify(schema) === JSON.stringify(this.#answers[name]) ? name : `${name}${suffix}`;
    if (!this.#used.has(id)) {
      this.#used.set(id, {});
      this.#used.set(id, this.#withReferences(schema, named, suffix) as JsonSchema);
    }
    return { $ref: PREFIX + id };
  }

  #withReferences(value: unknown, named: Record<string, JsonSchema>, suffix: string): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#withReferences(one, named, suffix));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value as { $ref?: string };
    if ($ref?.startsWith(PREFIX) === true) return this.#use($ref.slice(PREFIX.length), named, suffix);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.#withReferences(one, named, suffix)]));
  }

  #named(io: 'input' | 'output'): Record<string, JsonSchema> {
    const registry = z.registry<{ id: string }>();
    for (const [schema, id] of this.#names) registry.add(schema, { id });
    const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => PREFIX + id, unrepresentable: 'any' });
    return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, tidy(schema)]));
  }
}

/** Without what helps nobody: the dialect, patterns of formats, the limits of all whole numbers; and open to fields of later versions. */
function tidy(schema: object): JsonSchema {
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => {
        if (key === '$schema' || key === '$id' || (key === 'pattern' && 'format' in schema)) return false;
        return !(key === 'additionalProperties' && value === false) && Math.abs(value as number) !== Number.MAX_SAFE_INTEGER;
      })
      .map(([key, value]) => [key, tidied(value)]),
  );
}

function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied);
  return typeof value === 'object' && value !== null ? tidy(value) : value;
}
