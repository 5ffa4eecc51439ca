using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>Folders that hold runs.</summary>
internal static class FolderWrites
{
    /// <summary>Makes the folder of a suite.</summary>
    /// <exception cref="RunFolderException">It cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(path, error);
        }
    }
}
