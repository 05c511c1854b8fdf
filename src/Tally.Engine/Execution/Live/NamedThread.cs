namespace Tally.Engine.Execution.Live;

/// <summary>Runs something on a thread of its own, under a name that debuggers and the operating system show.</summary>
static class NamedThread
{
    /// <returns>Completes when the body has ended, with its exception if it threw one.</returns>
    public static Task Start(string name, Action body)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                body();
                done.SetResult();
            }
            catch (OperationCanceledException canceled)
            {
                done.SetCanceled(canceled.CancellationToken);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                done.SetException(e);
            }
        }) { Name = name, IsBackground = true }.Start();
        return done.Task;
    }
}
