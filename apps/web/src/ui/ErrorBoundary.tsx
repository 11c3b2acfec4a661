import { Component, type ErrorInfo, type ReactNode } from 'react';
import { FailurePage } from './FailurePage.tsx';

/** Catches what rendering throws, so that a fault shows a page that says what to do and never a blank one. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack);
  }

  override render() {
    return this.state.failed ? <FailurePage /> : this.props.children;
  }
}
