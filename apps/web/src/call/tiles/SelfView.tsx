import { ActionIcon, Button, Center, Text } from '@mantine/core';
import { IconEyeOff, IconUser } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from '../../devices/local-media.ts';
import { useStore } from '../../ui/use-store.ts';
import { VideoTrack } from '../../devices/VideoTrack.tsx';
import classes from './tiles.module.css';

interface Corner {
  vertical: 'top' | 'bottom';
  horizontal: 'left' | 'right';
}

const KEYS: Record<string, Partial<Corner>> = {
  ArrowUp: { vertical: 'top' },
  ArrowDown: { vertical: 'bottom' },
  ArrowLeft: { horizontal: 'left' },
  ArrowRight: { horizontal: 'right' },
};

/** One's own picture: small, hideable, moved to another corner by dragging or by arrow keys. */
export function SelfView({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('call');
  const camera = useStore(media.state, ({ camera }) => camera);
  const [corner, setCorner] = useState<Corner>({ vertical: 'bottom', horizontal: 'right' });
  const [hidden, setHidden] = useState(false);
  const drag = useRef<{ x: number; y: number } | null>(null);

  if (hidden) {
    return (
      <Button
        className={classes['selfShow']}
        size="xs"
        variant="default"
        leftSection={<IconUser size={16} />}
        onClick={() => {
          setHidden(false);
        }}
      >
        {t('self.show')}
      </Button>
    );
  }

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if ((event.target as Element).closest('button') !== null) return;
    drag.current = { x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current === null) return;
    event.currentTarget.style.translate = `${String(event.clientX - drag.current.x)}px ${String(event.clientY - drag.current.y)}px`;
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    if (drag.current === null) return;
    drag.current = null;
    const box = event.currentTarget.getBoundingClientRect();
    const stage = event.currentTarget.parentElement?.getBoundingClientRect();
    event.currentTarget.style.translate = '';
    if (stage === undefined) return;
    setCorner({
      vertical: box.top + box.height / 2 < stage.top + stage.height / 2 ? 'top' : 'bottom',
      horizontal: box.left + box.width / 2 < stage.left + stage.width / 2 ? 'left' : 'right',
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = KEYS[event.key];
    if (move === undefined) return;
    event.preventDefault();
    setCorner((before) => ({ ...before, ...move }));
  };

  return (
    <div
      className={`${classes['tile'] ?? ''} ${classes['self'] ?? ''}`}
      data-corner={`${corner.vertical}-${corner.horizontal}`}
      role="group"
      tabIndex={0}
      aria-label={t('self.label')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
    >
      {camera.track ? (
        <VideoTrack track={camera.track} mirrored fit="cover" label={t('self.picture')} testId="self-video" />
      ) : (
        <Center h="100%">
          <Text size="xs">{camera.problem === null ? t('self.off') : t('self.problem')}</Text>
        </Center>
      )}
      <ActionIcon
        className={classes['selfHide']}
        size={24}
        variant="default"
        aria-label={t('self.hide')}
        onClick={() => {
          setHidden(true);
        }}
      >
        <IconEyeOff size={16} />
      </ActionIcon>
    </div>
  );
}
