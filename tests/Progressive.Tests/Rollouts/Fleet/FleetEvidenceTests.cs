using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Progressive.Guards;
using Progressive.Rollouts.Fleet;
using Progressive.State;
using Xunit;

namespace Progressive.Tests.Rollouts.Fleet;

/// <summary>Reports that are lost, doubled, late or sent by something else, and what is judged by.</summary>
public sealed class FleetEvidenceTests
{
    private const string Rate = "error_rate < 1%";

    private static ImmutableSortedDictionary<string, long> Nothing => ImmutableSortedDictionary<string, long>.Empty;

    [Fact]
    public void Each_window_is_taken_in_once_however_often_and_in_whatever_order_reports_are_read() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, int.MaxValue].Array[1, 60]).Sample((processes, choices) =>
        {
            var queues = Enumerable.Range(0, processes).Select(static _ => new SpanQueue()).ToArray();
            var written = new long[processes];
            var sent = queues.Select(static _ => new List<(ReplicaReport, FleetReport)>()).ToArray();
            var consumed = Nothing;
            var (made, judged, lost) = (0L, 0L, 0L);
            foreach (var choice in choices)
            {
                var p = choice % processes;
                switch (choice / 7 % 4)
                {
                    case 0 or 1:
                        queues[p].Add([Span(1)]);
                        made++;
                        sent[p].Add(Report($"boot-{p}", queues[p]));
                        break;
                    case 2:
                        // One report of each process, not always its newest, as a slow reader has it.
                        var evidence = FleetEvidence.Gather("checkout", "2", consumed, sent.Where(static s => s.Count > 0).Select(s => s[^(1 + (choice / 29 % Math.Min(3, s.Count)))]));
                        judged += evidence.Spans.TryGetValue(Rate, out var sum) ? sum.Tally.CandidateCalls : 0;
                        consumed = evidence.Consumed;
                        break;
                    default:
                        written[p] = consumed.GetValueOrDefault($"boot-{p}");
                        lost += queues[p].Consumed(written[p]);
                        break;
                }
            }

            var last = FleetEvidence.Gather("checkout", "2", consumed, queues.Select((queue, p) => Report($"boot-{p}", queue)));
            judged += last.Spans.TryGetValue(Rate, out var rest) ? rest.Tally.CandidateCalls : 0;
            var stuck = queues.Select((queue, p) => queue.Windows.Where(w => w.First <= consumed.GetValueOrDefault($"boot-{p}") && w.Last > consumed.GetValueOrDefault($"boot-{p}")).Sum(w => w.Last - consumed[$"boot-{p}"])).Sum();
            Assert.Equal(made, judged + lost + stuck);
        });

    [Fact]
    public void What_nobody_judges_by_is_put_together_and_not_lost()
    {
        var queue = new SpanQueue();
        for (var window = 0; window < 100; window++)
        {
            queue.Add([Span(2)]);
        }

        Assert.Equal(SpanQueue.MostWindows, queue.Windows.Count);
        var evidence = FleetEvidence.Gather("CHECKOUT", "2", Nothing, [Report("a", queue)]);

        Assert.Equal(200, evidence.Spans[Rate].Tally.CandidateCalls);
        Assert.Equal(100, evidence.Consumed["a"]);
        Assert.Equal(0, queue.Consumed(100));
        Assert.Empty(queue.Windows);
    }

    [Fact]
    public void A_window_that_learned_nothing_is_not_sent()
    {
        var queue = new SpanQueue();

        queue.Add([GuardSpan.Empty(Rate)]);

        Assert.Empty(queue.Windows);
    }

    [Fact]
    public void Another_revision_is_another_rollout()
    {
        var queue = new SpanQueue();
        queue.Add([Span(5)]);

        Assert.Empty(FleetEvidence.Gather("checkout", "1", Nothing, [Report("a", queue)]).Spans);
        Assert.Empty(FleetEvidence.Gather("search", "2", Nothing, [Report("a", queue)]).Consumed);
    }

    [Fact]
    public void Whoever_reads_sums_the_same_bits()
    {
        var reports = Enumerable.Range(0, 5).Select(static p =>
        {
            var queue = new SpanQueue();
            queue.Add([Span(1) with { LogLikelihoods = [0.1 * p, 1e-17, 1e16, -0.3] }]);
            return Report($"boot-{p}", queue);
        }).ToArray();

        var one = FleetEvidence.Gather("checkout", "2", Nothing, reports);
        var other = FleetEvidence.Gather("checkout", "2", Nothing, reports.Reverse());

        Assert.Equal(one.Spans[Rate].LogLikelihoods, other.Spans[Rate].LogLikelihoods);
    }

    [Fact]
    public void Versions_that_ask_other_questions_of_the_same_guard_are_not_added_up()
    {
        var (queue, newer) = (new SpanQueue(), new SpanQueue());
        queue.Add([Span(1)]);
        newer.Add([Span(7) with { LogLikelihoods = new double[8] }]);
        newer.Add([Span(7)]);

        var evidence = FleetEvidence.Gather("checkout", "2", Nothing, [Report("a", queue), Report("b", newer)]);

        Assert.Equal(8, evidence.Spans[Rate].Tally.CandidateCalls);
        Assert.Equal(2, evidence.Consumed["b"]);
    }

    [Fact]
    public void Reports_are_read_back_as_they_were_written()
    {
        var guard = new GuardEvaluator(Guard.Parse("error_rate < stable + 2pp"), 0.01, 100);
        guard.Record(25);
        var late = default(Progressive.Statistics.LateCounts);
        late[6] = 2;
        guard.Observe(new GuardSample(40, 3, 90, 2) { CandidateLate = late, CandidateInFlight = 4 });
        guard.Observe(new GuardSample(41, 1, 80, 1));
        var queue = new SpanQueue();
        var span = guard.TakeSpan();
        queue.Add([span]);
        var report = Report("a", queue).Report with { Replica = "shop-7c9", Generation = "ab", Version = 42 };

        Assert.True(FleetReportJson.TryRead(FleetReportJson.Write(report), out var read));

        Assert.Equal(("shop-7c9", "ab", 42L), (read.Replica, read.Generation, read.Version));
        var back = Assert.Single(Assert.Single(Assert.Single(read.Rollouts).Windows).Spans);
        Assert.Equal(span.LogLikelihoods, back.LogLikelihoods);
        Assert.Equal(span.Exclusions, back.Exclusions);
        Assert.Equal(span.Tally, back.Tally);
        Assert.Equal(span.IsOfOneKey, back.IsOfOneKey);
        Assert.Equal(span.Late.Select(static l => l.Class), back.Late.Select(static l => l.Class));
        Assert.True(back.IsSound);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":2}")]
    [InlineData("{\"rollouts\":[{\"flag\":\"checkout\"}]}")]
    [InlineData("{\"rollouts\":[{\"flag\":\"checkout\",\"revision\":\"2\",\"windows\":[{\"first\":1,\"last\":1,\"spans\":[{\"guard\":\"g\",\"logLikelihoods\":\"AAAA\"}]}]}]}")]
    [InlineData("{\"rollouts\":[{\"flag\":\"checkout\",\"revision\":\"2\",\"windows\":[{\"first\":1,\"last\":1,\"spans\":[{\"guard\":\"g\",\"logLikelihoods\":\"AAAAAAAA8H8=\"}]}]}]}")]
    public void What_is_no_report_of_this_version_is_nobodys_evidence(string content) => Assert.False(FleetReportJson.TryRead(Encoding.UTF8.GetBytes(content), out _));

    [Theory]
    [InlineData("\"tally\":{\"candidateCalls\":1,\"candidateBad\":2}")]
    [InlineData("\"tally\":{\"candidateCalls\":-1,\"candidateBad\":-2}")]
    [InlineData("\"running\":\"AAAAAAAAAAAAAAAAAAAAAA==\"")]
    [InlineData("\"late\":[{\"class\":99,\"logLikelihoods\":\"AAAAAAAAAAA=\"}]")]
    [InlineData("\"late\":[{\"class\":1,\"logLikelihoods\":\"\"}]")]
    public void A_span_whose_parts_do_not_fit_is_left_out(string member)
    {
        var content = $$"""{"rollouts":[{"flag":"checkout","revision":"2","windows":[{"first":1,"last":1,"spans":[{"guard":"g","logLikelihoods":"AAAAAAAAAAA=",{{member}}}]}]}]}""";

        Assert.True(FleetReportJson.TryRead(Encoding.UTF8.GetBytes(content), out var report));

        Assert.Empty(Assert.Single(Assert.Single(report.Rollouts).Windows).Spans);
        Assert.Empty(FleetEvidence.Gather("checkout", "2", Nothing, [(new ReplicaReport("a", 1, TimeSpan.Zero, default), report)]).Spans);
    }

    private static GuardSpan Span(long calls) => new() { Guard = Rate, LogLikelihoods = [1, 2, 3, 4], Tally = new GuardTally(calls, 0) };

    private static (ReplicaReport Stored, FleetReport Report) Report(string boot, SpanQueue queue) => (
        new ReplicaReport(boot, 1, TimeSpan.Zero, default),
        new FleetReport { Rollouts = [new ReplicaRollout { Flag = "checkout", Revision = "2", Windows = [.. queue.Windows] }] });
}
