using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Tally.Host.Http;

/// <summary>The files of the page: compressed ahead of time, and kept by browsers for ever where their name tells their content.</summary>
static class PageFiles
{
    public static void Use(IApplicationBuilder app)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, "wwwroot"), Path.Combine(AppContext.BaseDirectory, "../../../wwwroot")];
        if (places.FirstOrDefault(Directory.Exists) is not { } folder) return;
        var files = new PhysicalFileProvider(Path.GetFullPath(folder));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.Use(next => context => InvokeAsync(files, context, next));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = new Types(),
            OnPrepareResponse = prepared => AddHeaders(prepared.Context),
        });
    }

    // A file beside it that ends in .br has the same content.
    static Task InvokeAsync(IFileProvider files, HttpContext context, RequestDelegate next)
    {
        var takesBrotli = context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.OrdinalIgnoreCase);
        if (takesBrotli && files.GetFileInfo(context.Request.Path + ".br").Exists) context.Request.Path += ".br";
        return next(context);
    }

    static void AddHeaders(HttpContext context)
    {
        var isAsset = context.Request.Path.StartsWithSegments("/assets");
        context.Response.Headers.CacheControl = isAsset ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Path.Value!.EndsWith(".br", StringComparison.Ordinal)) context.Response.Headers.ContentEncoding = "br";
    }

    /// <summary>A compressed file has the type of what is in it.</summary>
    sealed class Types : IContentTypeProvider
    {
        readonly FileExtensionContentTypeProvider _types = new();

        public bool TryGetContentType(string subpath, out string contentType) =>
            _types.TryGetContentType(subpath.EndsWith(".br", StringComparison.Ordinal) ? subpath[..^3] : subpath, out contentType!);
    }
}
