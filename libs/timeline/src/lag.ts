/**
 * How long ago a smoothed label describes, in milliseconds. The window weights newer samples more, so that its mean tells of about a
 * third of its length ago, and another class leads about as long after a face has changed.
 */
export const labelLagMs = (windowMs: number): number => windowMs / 3;
