import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconRefresh, IconTrash, IconVideoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { AnalyseModal } from './AnalyseModal.tsx';
import { DeleteModal } from './DeleteModal.tsx';
import { RenameModal } from './RenameModal.tsx';

type Asked = 'rename' | 'analyse' | 'deleteVideo' | 'deleteAll';

/** What is seldom done with a recording, and what cannot be undone. */
export function RecordingMenu({ recording, onDeleted }: { recording: RecordingView; onDeleted?: () => void }) {
  const { t } = useTranslation('recordings');
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => {
    setAsked(null);
  };
  const { title, hasVideo, status } = recording;
  const settled = status === 'done' || status === 'failed' || status === 'cancelled';
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={30} variant="default" aria-label={t('menu.open', { title })} data-testid="recording-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            onClick={() => {
              setAsked('rename');
            }}
            data-testid="rename-recording"
          >
            {t('menu.rename')}
          </Menu.Item>
          {settled && hasVideo && (
            <Menu.Item
              leftSection={<IconRefresh size={16} />}
              onClick={() => {
                setAsked('analyse');
              }}
              data-testid="analyse-anew"
            >
              {t('menu.analyse')}
            </Menu.Item>
          )}
          {status === 'done' && hasVideo && (
            <Menu.Item
              leftSection={<IconVideoOff size={16} />}
              onClick={() => {
                setAsked('deleteVideo');
              }}
              data-testid="delete-video"
            >
              {t('menu.deleteVideo')}
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconTrash size={16} />}
            color="red"
            onClick={() => {
              setAsked('deleteAll');
            }}
            data-testid="delete-recording"
          >
            {t('menu.deleteAll')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RenameModal recording={recording} opened={asked === 'rename'} onClose={close} />
      <AnalyseModal recording={recording} opened={asked === 'analyse'} onClose={close} />
      <DeleteModal recording={recording} what="deleteVideo" opened={asked === 'deleteVideo'} onClose={close} />
      <DeleteModal recording={recording} what="deleteAll" opened={asked === 'deleteAll'} onClose={close} onDone={onDeleted} />
    </>
  );
}
