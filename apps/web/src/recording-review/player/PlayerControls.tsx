import { ActionIcon, Button, Group, Menu, Slider, Text, Tooltip } from '@mantine/core';
import {
  IconMaximize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward10,
  IconRewindForward10,
  IconScan,
  IconZoomQuestion,
  IconVolume,
  IconVolumeOff,
} from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type VideoFacts } from '#contracts/recording';
import { clockText } from '#contracts/time';
import { useWords } from '../../timeline/words.ts';
import { useViewPart } from '../../timeline/use-timeline.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { type PlayerAction } from './player-keys.ts';
import classes from '../recording-review.module.css';

const RATES = [0.25, 0.5, 1, 1.5, 2, 4];
const SHOWN_MS = 100;

interface Props {
  view: TimelineView;
  facts: VideoFacts;
  playing: boolean;
  muted: boolean;
  rate: number;
  onRate: (rate: number) => void;
  act: (action: PlayerAction) => void;
  /** Null where there is nothing to show over the video. */
  showEstimates: boolean | null;
  /** Whether it is asked what the estimate rests on. */
  explaining: boolean;
}

/** Under the picture, so that they never cover it. Every button names its key. */
export function PlayerControls({ view, facts, playing, muted, rate, onRate, act, showEstimates, explaining }: Props) {
  const { t, i18n } = useTranslation('recordingReview');
  const words = useWords();
  const ms = useViewPart(view, ({ playheadMs }) => Math.floor((playheadMs ?? 0) / SHOWN_MS) * SHOWN_MS);
  const rateText = (value: number) => `${new Intl.NumberFormat(i18n.language).format(value)}×`;
  const button = (action: PlayerAction, label: string, icon: ReactNode, pressed?: boolean) => (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed === true ? 'light' : 'subtle'}
        color={pressed === true ? undefined : 'gray'}
        size={32}
        aria-label={label}
        aria-pressed={pressed}
        onClick={() => {
          act(action);
        }}
        data-testid={`player-${action}`}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <div className={classes.controls}>
      <Slider
        size="sm"
        min={0}
        max={Math.max(1, facts.durationMs)}
        step={facts.durationMs > 60_000 ? 1_000 : 100}
        value={ms}
        onChange={(value) => {
          view.seek(value);
        }}
        label={null}
        thumbLabel={t('player.position')}
        thumbSize={16}
        thumbValueText={clockText}
        data-testid="player-position"
      />
      <Group gap={4} wrap="nowrap" justify="space-between">
        <Group gap={2} wrap="nowrap">
          {button('back', t('player.back'), <IconRewindBackward10 size={20} />)}
          {button(
            'toggle',
            playing ? t('player.pause') : t('player.play'),
            playing ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />,
          )}
          {button('forward', t('player.forward'), <IconRewindForward10 size={20} />)}
          <Text size="sm" ml={6} className={classes.times}>
            <span data-testid="player-time">{words.clock(ms, true)}</span>
            <Text span inherit c="dimmed" visibleFrom="xs">{` / ${clockText(facts.durationMs)}`}</Text>
          </Text>
        </Group>
        <Group gap={2} wrap="nowrap">
          {showEstimates !== null && button('estimates', t('player.estimates'), <IconScan size={20} />, showEstimates)}
          {facts.hasAudio &&
            button('mute', muted ? t('player.unmute') : t('player.mute'), muted ? <IconVolumeOff size={20} /> : <IconVolume size={20} />)}
          <Menu position="top-end">
            <Menu.Target>
              <Tooltip label={t('player.speed')}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={32}
                  w={44}
                  aria-label={t('player.speedIs', { rate: rateText(rate) })}
                  data-testid="player-speed"
                >
                  <Text size="sm">{rateText(rate)}</Text>
                </ActionIcon>
              </Tooltip>
            </Menu.Target>
            <Menu.Dropdown>
              {RATES.map((value) => (
                <Menu.Item
                  key={value}
                  fw={value === rate ? 600 : undefined}
                  onClick={() => {
                    onRate(value);
                  }}
                >
                  {rateText(value)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          {document.fullscreenEnabled && button('fullscreen', t('player.fullscreen'), <IconMaximize size={20} />)}
        </Group>
      </Group>
      {showEstimates !== null && (
        <Group gap="xs" wrap="nowrap" justify="space-between">
          <Text size="xs" c="dimmed" lh={1.3} data-testid="estimate-note">
            {t('estimateNote', { ns: 'timeline' })}
          </Text>
          <Tooltip label={t('explain.key')}>
            <Button
              size="compact-xs"
              h={26}
              variant={explaining ? 'light' : 'subtle'}
              color={explaining ? undefined : 'gray'}
              flex="none"
              leftSection={<IconZoomQuestion size={16} />}
              aria-pressed={explaining}
              onClick={() => {
                act('explain');
              }}
              data-testid="player-explain"
            >
              {t('explain.ask')}
            </Button>
          </Tooltip>
        </Group>
      )}
    </div>
  );
}
