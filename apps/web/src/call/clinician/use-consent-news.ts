import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { notify } from '#web/ui/notify.ts';

/** Tells the clinician when a participant in the call starts or stops being analysed by their own decision. */
export function useConsentNews(call: CallState): void {
  const { t } = useTranslation('call');
  const before = useRef(new Map<string, string>());
  useEffect(() => {
    for (const { id, role, name, consent, consentUnconfirmed } of call.participants) {
      if (role === 'clinician' || consentUnconfirmed || consent === null) continue;
      const known = before.current.get(id);
      before.current.set(id, consent);
      if (known === undefined || known === consent || (known !== 'granted' && consent !== 'granted')) continue;
      notify({ id: `consent-${id}`, message: t(consent === 'granted' ? 'analysed.started' : 'analysed.stopped', { name }) });
    }
  }, [call, t]);
}
