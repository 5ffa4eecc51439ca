using System.Net;
using CtrBench.Engines.FlinkSql;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>Whatever answers at Flink's address: the error is one of ours, not of the HTTP client.</summary>
public sealed class FlinkHttpTests
{
    private static readonly Uri Address = new("http://flink:8081/");

    [Theory]
    [InlineData(HttpStatusCode.OK, "application/json", "{")]
    [InlineData(HttpStatusCode.OK, "text/html", "<html>hello</html>")]
    [InlineData(HttpStatusCode.OK, "application/json; charset=no-such-set", "{}")]
    [InlineData(HttpStatusCode.OK, "application/json", "null")]
    [InlineData(HttpStatusCode.NotFound, "text/plain; charset=no-such-set", "no such page")]
    [InlineData(HttpStatusCode.InternalServerError, "application/json", "{\"errors\":7}")]
    public async Task An_answer_that_is_not_of_Flink_is_an_error_in_words(HttpStatusCode status, string type, string body)
    {
        using var handler = new Answer(status, type, body);
        using var http = new FlinkHttp(Address, new FlinkSettings { Gateway = Address, Rest = Address }, TimeProvider.System, handler);
        var error = await Assert.ThrowsAsync<FlinkRequestException>(
            () => http.GetAsync<GatewayWire.Session>("v1/info", TestContext.Current.CancellationToken));
        Assert.Equal(status, error.Status);
        Assert.Equal(ErrorKind.NotReady, error.Kind);
    }

    private sealed class Answer(HttpStatusCode status, string type, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            var content = new StringContent(body);
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return Task.FromResult(new HttpResponseMessage(status) { Content = content });
        }
    }
}
