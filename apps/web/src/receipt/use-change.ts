import { useMutation, useQueryClient } from '@tanstack/react-query';
import { receiptView } from '#contracts/consent';
import { request } from '../api/client.ts';

/** Changes something that the receipt shows; the answer is the new receipt. */
export function useChange(token: string, path: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => request(receiptView, path, { method: 'POST' }),
    onSuccess: (receipt) => {
      queries.setQueryData(['receipt', token], receipt);
    },
  });
}
