import { Alert, Paper, Stack, Tabs } from '@mantine/core';
import { IconInfoCircle, IconMessages, IconScissors, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { type CallSummary } from '#contracts/summary';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { alignedSamples } from '#timeline/aligned';
import { useCreateRender } from '../recordings/api.ts';
import { Moments } from '../review/Moments.tsx';
import { NotePanel } from '../review/NotePanel.tsx';
import { StoredTimeline } from '../review/stored-timeline.ts';
import { TimelinePanel } from '../review/TimelinePanel.tsx';
import { Totals } from '../review/Totals.tsx';
import { TranscriptPanel } from '../review/TranscriptPanel.tsx';
import { TimelineView } from '../timeline/view.ts';
import { dateText } from '../ui/region.ts';
import { useSentence } from '../ui/sentence.ts';
import { notify } from '../ui/notify.ts';
import { FaceList } from './faces/FaceList.tsx';
import { FacesBar } from './faces/FacesBar.tsx';
import { useFaceName } from './faces/face-name.ts';
import { FaceSamples } from './player/face-samples.ts';
import { MakePanel } from './make/MakePanel.tsx';
import { Player } from './player/Player.tsx';
import { useProblemText } from './problem-text.ts';
import { QueryPanel } from './find/QueryPanel.tsx';
import { RecordingHead } from './RecordingHead.tsx';
import classes from './recording-review.module.css';

const CHART_HEIGHT = 156;

interface Props {
  recording: RecordingView;
  timeline: TimelineColumns;
  summary: CallSummary;
}

/** All that was found in a video. One play-head for everything: video, timeline, transcript, moments, and what a query finds. */
export function RecordingReview({ recording, timeline, summary }: Props) {
  const { t } = useTranslation('recordingReview');
  const faceName = useFaceName();
  const sentence = useSentence();
  const utterances = useMemo(
    () =>
      summary.transcript.map((said) =>
        said.emotionOf === null ? said : { ...said, emotionOf: { ...said.emotionOf, name: faceName(said.emotionOf.name) } },
      ),
    [summary, faceName],
  );
  const people = useMemo(
    () =>
      summary.participants.filter(({ expression }) => expression !== null).map((person) => ({ ...person, name: faceName(person.name) })),
    [summary, faceName],
  );
  const lagMs = recording.labelLagMs ?? 0;
  // Beside the picture a label stands where the face showed it, as in the moments and clips.
  const faces = useMemo(
    () => timeline.participants.map((one) => ({ ...one, name: faceName(one.name), samples: alignedSamples(one.samples, lagMs) })),
    [timeline, faceName, lagMs],
  );
  const model = useMemo(() => new StoredTimeline({ ...timeline, participants: faces }, []), [timeline, faces]);
  const samples = useMemo(() => new FaceSamples(faces), [faces]);
  const durationMs = Math.max(timeline.durationMs, recording.video?.durationMs ?? 0);
  const view = useMemo(() => new TimelineView({ endMs: () => durationMs, follow: false }), [durationMs]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [tab, setTab] = useState<string | null>('transcript');
  const person = people.find(({ participantId }) => participantId === chosen) ?? people[0] ?? null;
  const create = useCreateRender(recording.id);
  const annotate = () => {
    setTab('clips');
    create.mutate(
      { kind: 'annotated' },
      {
        onError: (error) => {
          notify({ color: 'red', message: sentence(error) });
        },
      },
    );
  };
  return (
    <Stack gap="lg" maw={1600} mx="auto" data-testid="recording-page" data-status="done">
      <RecordingHead recording={recording} person={person} onAnnotate={recording.hasVideo ? annotate : null} />
      <Notices recording={recording} />
      <FacesBar recording={recording} />
      <div className={classes.columns}>
        {recording.hasVideo && recording.video !== null && (
          <div className={classes.watch}>
            <Player
              recordingId={recording.id}
              title={recording.title}
              facts={recording.video}
              view={view}
              faces={samples}
              chosen={person?.participantId ?? null}
            />
          </div>
        )}
        <Stack gap="sm" className={classes.below}>
          <TimelinePanel
            model={model}
            view={view}
            analysed={people}
            person={person}
            onChoose={setChosen}
            height={CHART_HEIGHT}
            nothing={t('nothing')}
          />
          {recording.faces.length > 0 && recording.notices.every(({ code }) => code !== 'no-face') && (
            <FaceList
              recordingId={recording.id}
              faces={recording.faces}
              samples={samples}
              view={view}
              chosen={person?.participantId ?? null}
              onChoose={setChosen}
            />
          )}
        </Stack>
        <div className={classes.side}>
          <Tabs
            value={tab}
            onChange={setTab}
            className={classes.tabs}
            classNames={{ tab: classes.tab, tabLabel: classes.tabLabel }}
            keepMounted
          >
            <Tabs.List grow>
              <Tabs.Tab value="transcript" leftSection={<IconMessages size={16} />} data-testid="tab-transcript">
                {t('tabs.transcript')}
              </Tabs.Tab>
              <Tabs.Tab value="find" leftSection={<IconSearch size={16} />} data-testid="tab-find">
                {t('tabs.find')}
              </Tabs.Tab>
              <Tabs.Tab value="clips" leftSection={<IconScissors size={16} />} data-testid="tab-clips">
                {t('tabs.clips')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="transcript" className={classes.panel}>
              <TranscriptPanel callId={recording.id} utterances={utterances} view={view} />
            </Tabs.Panel>
            <Tabs.Panel value="find" className={classes.panel}>
              <Paper withBorder p="md" className={classes.scroller}>
                <QueryPanel
                  recording={recording}
                  timeline={timeline}
                  summary={summary}
                  view={view}
                  onMade={() => {
                    setTab('clips');
                  }}
                />
              </Paper>
            </Tabs.Panel>
            <Tabs.Panel value="clips" className={classes.panel}>
              <Paper withBorder p="md" className={classes.scroller}>
                <MakePanel recording={recording} people={people} durationMs={durationMs} />
              </Paper>
            </Tabs.Panel>
          </Tabs>
        </div>
      </div>
      <div className={classes.figures}>
        <Totals person={person} of="video" />
        <Moments person={person} view={view} transcribed={summary.transcript.length > 0} />
      </div>
      <NotePanel callId={recording.id} />
    </Stack>
  );
}

/** What a person should know of this video or of its results. */
function Notices({ recording: { notices, hasVideo, videoDeletedAt } }: { recording: RecordingView }) {
  const { t, i18n } = useTranslation('recordingReview');
  const problemText = useProblemText();
  return (
    <>
      {notices.map((notice) => (
        <Alert
          key={notice.code}
          color="yellow"
          variant="light"
          icon={<IconInfoCircle />}
          data-testid="recording-notice"
          data-code={notice.code}
        >
          {problemText(notice)}
        </Alert>
      ))}
      {!hasVideo && (
        <Alert color="gray" variant="light" icon={<IconInfoCircle />} data-testid="video-deleted">
          {videoDeletedAt === null ? t('videoGone') : t('videoDeleted', { when: dateText(videoDeletedAt, i18n.language, 'medium') })}
        </Alert>
      )}
    </>
  );
}
