import { useEffect, useMemo, useRef } from 'react';
import { lookOf } from '#contracts/emotion-looks';
import { drawTile, TILE } from './draw/tiles.ts';

/** A class's colour and pattern as in the chart; beside its name, so hidden from screen readers. */
export function Swatch({ emotion, width = 24, height = 16 }: { emotion: string; width?: number; height?: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const style = useMemo(() => lookOf(emotion), [emotion]);
  useEffect(() => {
    const target = canvas.current?.getContext('2d');
    const tile = document.createElement('canvas');
    tile.width = tile.height = TILE * 2;
    const ctx = tile.getContext('2d');
    if (!target || !ctx) return;
    drawTile(ctx, style, TILE * 2);
    target.fillStyle = target.createPattern(tile, 'repeat') ?? style.colour;
    target.fillRect(0, 0, width * 2, height * 2);
  }, [style, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width * 2}
      height={height * 2}
      aria-hidden
      style={{
        width,
        height,
        borderRadius: 3,
        flex: 'none',
        outline: style.outline === undefined ? undefined : `1px solid ${style.outline}`,
      }}
    />
  );
}
