import { Drawer, Group, Text } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconEye, IconEyeOff, IconFlag, IconLayoutSidebarRight, IconLayoutSidebarRightCollapse } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallState, type ParticipantView } from '#contracts/call';
import { TimelineStrip, TileIndicator, useLiveTimeline } from '#web/dashboard/index.ts';
import { namesIn } from '#web/home/people.ts';
import { usePageTitle } from '#web/ui/page-title.ts';
import classes from '../call.module.css';
import { CaptionOverlay } from '../captions/CaptionOverlay.tsx';
import { useCaptions } from '../captions/use-captions.ts';
import { CaptionsControl } from '../controls/CaptionsControl.tsx';
import { ControlButton } from '../controls/ControlButton.tsx';
import { DevicesControl, MediaControls } from '../controls/DeviceControls.tsx';
import { Elapsed } from '../Elapsed.tsx';
import { type LocalMedia } from '../../devices/local-media.ts';
import { Notices } from '../Notices.tsx';
import { type CallClient } from '../call-client.ts';
import { SelfView } from '../tiles/SelfView.tsx';
import { Stage } from '../tiles/Stage.tsx';
import { useStore } from '../../ui/use-store.ts';
import { useWakeLock } from '../use-wake-lock.ts';
import { LeaveControls } from './LeaveControls.tsx';
import { Lobby } from './Lobby.tsx';
import { Rail } from './Rail.tsx';
import { useAddMarker } from './use-add-marker.ts';
import { useConsentNews } from './use-consent-news.ts';
import { WaitingBanner } from './WaitingBanner.tsx';

/** The call as a clinician sees it: the patient large, indicators beside, the timeline below. */
export function ClinicianCall({ client, media, call }: { client: CallClient; media: LocalMedia; call: CallState }) {
  const { t } = useTranslation('call');
  useWakeLock();
  const speaking = useStore(media.state, ({ microphone }) => microphone.wanted && microphone.track !== null);
  const live = useLiveTimeline(client.socket, call, call.id);
  const captions = useCaptions(client, speaking, call.captions);
  const addMarker = useAddMarker(client);
  const wide = useMediaQuery('(min-width: 900px)', true, { getInitialValueInEffect: false });
  // Beside the picture the panel opens by itself; as a sheet it would cover a face, and waits to be asked for.
  const [railOpen, setRailOpen] = useState(true);
  const [sheetOpen, setSheetOpen] = useState(false);
  const open = wide ? railOpen : sheetOpen;
  const setOpen = wide ? setRailOpen : setSheetOpen;
  const [showIndicators, setShowIndicators] = useState(true);
  const announcement = useRef<HTMLDivElement>(null);

  const toggleIndicators = () => {
    setShowIndicators(!showIndicators);
  };
  const announce = () => {
    if (announcement.current !== null) announcement.current.textContent = live.announce();
  };
  useConsentNews(call);
  usePageTitle(namesIn(call) === '' ? call.title : namesIn(call));
  useHotkeys([
    ['m', addMarker],
    ['i', toggleIndicators],
    ['l', announce],
  ]);

  const waiting = call.participants.filter(({ presence }) => presence === 'waiting');
  const rail = <Rail client={client} call={call} live={live} showIndicators={showIndicators} />;
  // With the card in sight, the name tag need not say the same.
  const note =
    showIndicators && !(wide && railOpen)
      ? ({ id, role }: ParticipantView) => role !== 'clinician' && <TileIndicator live={live} participantId={id} />
      : undefined;
  const strip = showIndicators && <TimelineStrip live={live} onAddMarker={addMarker} />;
  const Fold = open ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRight;
  return (
    <div className={classes['call']} data-role="clinician" data-testid="clinician-call">
      <main className={classes['stage']}>
        <h1 className={classes['hidden']}>{call.title}</h1>
        <Stage client={client} empty={waiting.length === 0 && <Lobby call={call} />} note={note}>
          <SelfView media={media} />
        </Stage>
        <Notices client={client} media={media}>
          {waiting.map((participant) => (
            <WaitingBanner key={participant.id} client={client} participant={participant} />
          ))}
        </Notices>
        <CaptionOverlay client={client} captions={captions} />
      </main>
      {wide && railOpen && (
        <aside className={classes['rail']} aria-label={t('rail.label')}>
          {rail}
        </aside>
      )}
      {wide && strip && <div className={classes['strip']}>{strip}</div>}
      {!wide && (
        <Drawer
          opened={sheetOpen}
          onClose={() => {
            setSheetOpen(false);
          }}
          position="bottom"
          size="75%"
          title={t('rail.label')}
          closeButtonProps={{ 'aria-label': t('common:close') }}
        >
          <div className={classes['sheet']}>
            {rail}
            {strip}
          </div>
        </Drawer>
      )}
      <footer className={classes['bar']} data-wide={wide}>
        <Group gap="sm" wrap="nowrap" miw={0} justify={wide ? 'flex-start' : 'center'} mb={wide ? 0 : 4}>
          <Text fw={600} size={wide ? undefined : 'sm'} truncate>
            {call.title}
          </Text>
          <Elapsed client={client} />
        </Group>
        <Group gap="xs" wrap={wide ? 'nowrap' : 'wrap'} justify="center">
          <MediaControls media={media} />
          <CaptionsControl captions={captions} />
          <ControlButton
            icon={<IconFlag size={22} />}
            label={t('controls.marker.add')}
            caption={t('controls.marker.caption')}
            onClick={addMarker}
            testId="marker-control"
          />
          <ControlButton
            icon={showIndicators ? <IconEye size={22} /> : <IconEyeOff size={22} />}
            label={t(showIndicators ? 'controls.indicators.hide' : 'controls.indicators.show')}
            caption={t('controls.indicators.caption')}
            tone={showIndicators ? 'plain' : 'off'}
            onClick={toggleIndicators}
            testId="indicators-toggle"
          />
          <DevicesControl media={media} />
          <ControlButton
            icon={<Fold size={22} />}
            label={t(open ? 'controls.rail.hide' : 'controls.rail.show')}
            caption={t('controls.rail.caption')}
            expanded={open}
            onClick={() => {
              setOpen(!open);
            }}
            testId="rail-toggle"
          />
        </Group>
        <Group justify={wide ? 'flex-end' : 'center'} mt={wide ? 0 : 'xs'}>
          <LeaveControls client={client} />
        </Group>
      </footer>
      <div ref={announcement} className={classes['hidden']} role="status" data-testid="announcement" />
    </div>
  );
}
