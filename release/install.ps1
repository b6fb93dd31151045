# Installs `flow` from a release of Contactflow on Windows: downloads the archive, compares its SHA-256 sum,
# and copies the command.
#
#   powershell -ExecutionPolicy Bypass -File install.ps1 [-Version V] [-Releases ADDRESS] [-Sha256 SUM] [-To FOLDER]
param(
    [string]$Version = $(if ($env:FLOW_VERSION) { $env:FLOW_VERSION } else { '@VERSION@' }),
    [string]$Releases = $(if ($env:FLOW_RELEASES) { $env:FLOW_RELEASES } else { '@RELEASES@' }),
    [string]$Sha256 = $env:FLOW_SHA256,
    [string]$To = $(if ($env:FLOW_TO) { $env:FLOW_TO } else { Join-Path $env:LOCALAPPDATA 'Programs\contactflow' })
)
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# Windows PowerShell 5.1 offers servers an older TLS first
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

function Stop-Here([string]$Why, [string]$Help) {
    [Console]::Error.WriteLine("flow was not installed: $Why")
    if ($Help) { [Console]::Error.WriteLine("help: $Help") }
    exit 3
}

$Version = $Version.TrimStart('v')
if ($Version.StartsWith('@')) { Stop-Here 'no version is named' 'add -Version, such as -Version 0.1.0' }
if ($Releases.StartsWith('@')) { Stop-Here 'the page of the releases is not known' 'add -Releases ADDRESS' }
$stem = "contactflow-$Version-x86_64-pc-windows-gnu"
$from = "$($Releases.TrimEnd('/'))/download/v$Version"
$work = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $work | Out-Null
try {
    $archive = Join-Path $work "$stem.zip"
    try {
        Invoke-WebRequest -UseBasicParsing -Uri "$from/$stem.zip" -OutFile $archive
        if (-not $Sha256) {
            $sum = Join-Path $work 'sum'
            Invoke-WebRequest -UseBasicParsing -Uri "$from/$stem.zip.sha256" -OutFile $sum
            $Sha256 = ((Get-Content $sum -TotalCount 1) -split ' ')[0]
        }
    } catch {
        Stop-Here "cannot download from ${from}: $_" 'check the address and the network'
    }
    $found = (Get-FileHash -Algorithm SHA256 $archive).Hash
    if ($found -ne $Sha256) {
        Stop-Here "the SHA-256 sum of $stem.zip is $found, not $Sha256" 'do not use that archive; report it to the project'
    }
    Expand-Archive -Path $archive -DestinationPath $work
    New-Item -ItemType Directory -Force -Path $To | Out-Null
    Copy-Item -Force (Join-Path $work "$stem\flow.exe") $To
    $said = & (Join-Path $To 'flow.exe') --version
    Write-Output "installed $To\flow.exe: $said"
    if (($env:PATH -split ';') -notcontains $To) {
        Write-Output "$To is not on the PATH. For your account: [Environment]::SetEnvironmentVariable('PATH', `"$To;`" + [Environment]::GetEnvironmentVariable('PATH', 'User'), 'User')"
    }
} finally {
    Remove-Item -Recurse -Force $work
}
