@echo off
rem The same as the bash script beside it: finds the .NET SDK, builds the verbs, and starts them.
setlocal
set "root=%~dp0"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set MSBUILDDISABLENODEREUSE=1
where dotnet >nul 2>nul
if errorlevel 1 (
    echo No dotnet was found on this machine; the workbook needs the .NET SDK 10.0.100 or later: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and try again. 1>&2
    exit /b 1
)
set "log=%TEMP%\workbook-build-%RANDOM%.log"
pushd "%root%"
dotnet build lib\LlmWorkbook.Cli\LlmWorkbook.Cli.csproj -c Release -v quiet -nologo -clp:NoSummary >"%log%" 2>&1
if errorlevel 1 (
    popd
    type "%log%" 1>&2
    del "%log%"
    echo The workbook's commands do not build; the errors are above. 1>&2
    exit /b 1
)
popd
del "%log%"
dotnet "%root%artifacts\bin\LlmWorkbook.Cli\release\workbook.dll" %*
exit /b %errorlevel%
