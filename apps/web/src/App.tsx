import { Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LoginPage } from './auth/LoginPage.tsx';
import { RequireAccount } from './auth/RequireAccount.tsx';
import { SetupPage } from './auth/SetupPage.tsx';
import { HomePage } from './home/HomePage.tsx';
import { AppLayout } from './ui/AppLayout.tsx';
import { Loading } from './ui/Loading.tsx';
import { NotFoundPage } from './ui/NotFoundPage.tsx';

export function App() {
  return (
    <Suspense fallback={<Loading fullPage />}>
      <Routes>
        <Route path="/setup" element={<SetupPage />} />
        <Route path="/login" element={<LoginPage />} />
        <Route element={<RequireAccount />}>
          <Route element={<AppLayout />}>
            <Route path="/" element={<HomePage />} />
          </Route>
        </Route>
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
