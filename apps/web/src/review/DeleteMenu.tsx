import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTrash, IconUserX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { type ParticipantView } from '#contracts/call';
import { type CallView } from '#contracts/rest';
import { useDeleteCall, useDeleteParticipant } from '../api/calls.ts';
import { ConfirmModal } from '../ui/ConfirmModal.tsx';

/** Deleting the call, or what there is of one patient or guest. */
export function DeleteMenu({ call }: { call: CallView }) {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  const [asked, setAsked] = useState<ParticipantView | 'call' | null>(null);
  const close = () => {
    setAsked(null);
  };
  const people = call.participants.filter(({ role }) => role !== 'clinician');
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label={t('delete.open')} data-testid="delete-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {people.map((person) => (
            <Menu.Item
              key={person.id}
              leftSection={<IconUserX size={16} />}
              onClick={() => {
                setAsked(person);
              }}
              data-testid="delete-participant"
            >
              {t('delete.participant.menu', { name: nameOf(person, t('delete.unnamed')) })}
            </Menu.Item>
          ))}
          <Menu.Item
            color="red.8"
            leftSection={<IconTrash size={16} />}
            onClick={() => {
              setAsked('call');
            }}
            data-testid="delete-call"
          >
            {t('delete.call.menu')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asked === 'call' && <DeleteCall call={call} onClose={close} onDone={() => void navigate('/')} />}
      {asked !== null && asked !== 'call' && <DeleteParticipant call={call} person={asked} onClose={close} />}
    </>
  );
}

const nameOf = (person: ParticipantView, unnamed: string) => (person.name === '' ? unnamed : person.name);

function DeleteCall({ call, onClose, onDone }: { call: CallView; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('review');
  const work = useDeleteCall(call.id);
  return (
    <ConfirmModal
      opened
      title={t('delete.call.title')}
      text={t(call.noteSigned ? 'delete.call.textSigned' : 'delete.call.text', { title: call.title })}
      confirm={t('delete.call.confirm')}
      work={work}
      onConfirm={() => {
        work.mutate(undefined, { onSuccess: onDone });
      }}
      onClose={onClose}
      testId="confirm-delete"
    />
  );
}

function DeleteParticipant({ call, person, onClose }: { call: CallView; person: ParticipantView; onClose: () => void }) {
  const { t } = useTranslation('review');
  const work = useDeleteParticipant(call.id);
  const name = nameOf(person, t('delete.unnamed'));
  return (
    <ConfirmModal
      opened
      title={t('delete.participant.title', { name })}
      text={t('delete.participant.text', { name })}
      confirm={t('delete.participant.confirm')}
      work={work}
      onConfirm={() => {
        work.mutate(person.id, { onSuccess: onClose });
      }}
      onClose={onClose}
      testId="confirm-delete"
    />
  );
}
