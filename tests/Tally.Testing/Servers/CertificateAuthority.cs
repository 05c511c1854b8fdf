using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tally.Testing.Servers;

/// <summary>An authority of a test that signs one server's certificate for localhost and 127.0.0.1, all as PEM files.</summary>
public sealed class CertificateAuthority : IDisposable
{
    readonly string _directory = Directory.CreateTempSubdirectory("tally-certificates-").FullName;

    public CertificateAuthority()
    {
        using var authorityKey = RSA.Create(2048);
        var request = new CertificateRequest("CN=Tally test authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        using var authority = request.CreateSelfSigned(from, to);
        using var key = RSA.Create(2048);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        var signing = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        signing.CertificateExtensions.Add(names.Build());
        using var certificate = signing.Create(authority, from.AddHours(1), to.AddHours(-1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(AuthorityFile, authority.ExportCertificatePem() + "\n");
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(BothFile, File.ReadAllText(KeyFile) + File.ReadAllText(CertificateFile));
    }

    /// <summary>What clients trust.</summary>
    public string AuthorityFile => Path.Combine(_directory, "ca.pem");

    public string CertificateFile => Path.Combine(_directory, "server.pem");

    public string KeyFile => Path.Combine(_directory, "server.key");

    /// <summary>Key and certificate in one file.</summary>
    public string BothFile => Path.Combine(_directory, "both.pem");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
