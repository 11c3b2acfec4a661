import { emotionOf } from '#contracts/emotion';

/** The name that people see of a model's class; the class's own where nobody has given it another. */
export function nameOf(className: string): string {
  try {
    return emotionOf(className);
  } catch {
    return className;
  }
}
