import { type NotificationData, notifications } from '@mantine/notifications';
import { i18next } from './i18n.ts';

/** Shows a short message over the page; its button to close it has a name. */
export function notify(message: NotificationData): void {
  notifications.show({ closeButtonProps: { 'aria-label': i18next.t('close') }, ...message });
}
