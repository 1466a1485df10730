using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Progressive.AspNetCore.Components;

/// <summary>Enters the circuit's context around everything that its browser sets off.</summary>
internal sealed class FlagCircuitHandler(FlagCircuit circuit) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit _, CancellationToken cancellationToken)
    {
        circuit.IsOpen = true;
        return Task.CompletedTask;
    }

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        using (EvaluationContext.Enter(await circuit.FindContextAsync()))
        {
            await next(activity);
        }
    };
}
