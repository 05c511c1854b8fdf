using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tally.Results.Redis;

/// <summary>TLS under a connection to Redis.</summary>
static class RedisTls
{
    /// <summary>Shakes hands and checks the server's certificate.</summary>
    /// <exception cref="RedisException">The certificate is not trusted, or the server does not speak TLS.</exception>
    public static async Task<Stream> SecureAsync(Stream plain, string host, int port, RedisOptions options, CancellationToken cancellation)
    {
        var secure = new SslStream(plain, false, options.TrustsAll ? (_, _, _, _) => true : null);
        try
        {
            await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host,
                CertificateChainPolicy = PolicyOf(options) }, cancellation);
            return secure;
        }
        catch (Exception error) when (error is AuthenticationException or IOException or CryptographicException
            or UnauthorizedAccessException)
        {
            await secure.DisposeAsync();
            var advice = error switch
            {
                AuthenticationException { Message: var text } when text.Contains("frame", StringComparison.Ordinal) =>
                    "does the server speak TLS at this port ('ssl')?",
                AuthenticationException => "check 'ssl.ca-file' and the host name in the server's certificate",
                CryptographicException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException =>
                    "check 'ssl.ca-file': a PEM file is expected",
                _ => "does the server speak TLS at this port ('ssl')?",
            };
            throw new RedisException($"{host}:{port}: {error.Message.TrimEnd('.')}: {advice}", false, error);
        }
    }

    static X509ChainPolicy? PolicyOf(RedisOptions options)
    {
        if (options.AuthorityFile is not { } file) return null;
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        return policy;
    }
}
