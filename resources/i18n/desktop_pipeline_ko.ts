<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>AppMapsForm</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>AppMapsForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a namespace, or type it where listing is not allowed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the namespace's name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ask</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>OK</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BuildEditorForm</name>
    <message>
        <source>&amp;Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Image name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1.0.0</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete image…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the task (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duplicate the task (Ctrl+D)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit Build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every run begins with an empty work folder. This is always the first step and cannot be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the task down (Ctrl+Down)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the task up (Ctrl+Up)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Re&amp;gistry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs of this build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the build (Ctrl+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tas&amp;ks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What people call it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folder/name</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ClustersForm</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App maps of this cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ClustersForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>KUBECONFIG or the default file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kubeconfig context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kubeconfig file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EnginesForm</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>EnginesForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unix:///var/run/docker.sock or tcp://host:2376</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FirstStartForm</name>
    <message>
        <source>A folder with clusters, builds and plans, which a team may share by git.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A made-up shop with builds and workloads in memory. Nothing outside is touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a cluster</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add from kubeconfig</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add from kubeconfig…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose for each container which image should run, check it, and roll it out. Begin with one of these:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a context of your kubeconfig and a namespace. Nothing is changed by looking.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Welcome to Desktop Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No line of this log tells of an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is too much for the clipboard. Save the log as a file instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log could not be saved: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This log is on another workstation: it stays where the build ran.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the first line…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LogViewForm</name>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the selected lines (Ctrl+C)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Find in log (Ctrl+F)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Follow</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jump to the next line that tells of an error (Ctrl+E)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next hit (F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous hit (Shift+F3)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the whole log as a file (Ctrl+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay at the end while the log grows</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type or pick a tag</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RegistriesForm</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters pull it as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Plain HTTP, without encryption</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>RegistriesForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is deployed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other names of this registry, one a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>registry.example.com:5000/team</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunBuildForm</name>
    <message>
        <source>&amp;Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have read this and want to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is new in this image? It goes into its label.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What pre-flight found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed, nothing started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Degraded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Job</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Updating</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waits for deletion</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskCodeForm</name>
    <message>
        <source>Access</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Private: user and password or token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Public, or with the SSH agent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskCodeForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>https://git.example.com/team/app.git</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>into the work folder itself</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>main</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskFileForm</name>
    <message>
        <source>Direction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Host</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password or key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path in the work folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Path on the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskFileForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files.example.com</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskImageForm</name>
    <message>
        <source>.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file in the work folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also tag as latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Always fetch base images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build arguments</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build without cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Context folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dockerfile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Target stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskImageForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Text written here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the last stage</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskRestForm</name>
    <message>
        <source> s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>200, 201</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accepted status codes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Body</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Headers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save the answer as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskRestForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>https://api.example.com/notify</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not saved</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskScriptForm</name>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shell</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskScriptForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the work folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskUserForm</name>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Environment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>TaskUserForm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>golang:1.24</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>one command a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the work folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A build needs exactly one enabled task “Build image”, and it must be the last enabled one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A container needs exactly one of “tag”, “version”, “latest” and “build”; here {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A container with “build” has no “digest”: the build makes it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A defect of the program in “{task}”: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file holds one document; remove what follows “---”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A key must be plain text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A rollout of {workload} by “{by}” is under way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A run is at work on this workload.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken pods keep this StatefulSet from moving on, and you may not delete pods here: {pods}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Broken pods of the former revision will be deleted so that the StatefulSet can move on: {pods}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build “{build}” names the registry “{registry}”, which the workspace does not have. Add it under Settings › Registries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Docker Engine {version}, {platform}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter or pick an image tag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here must be a list (“- …”), not {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here must be keys with values (“key: value”), not {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here must be text, not {found}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It was changed at the same time: {text}. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer to the change of {workload}; it may still be applied: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No build is known for this image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No free number was found for build “{build}”: others keep taking them. Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No secure connection to the cluster at {server}: {text}. Check the CA and the server name in the kubeconfig.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not allowed: {text}. Ask whoever manages the cluster for this right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not there: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is chosen for this workload that differs from what is deployed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On Windows this version cannot hand a password to git for {url}. Use an SSH address with the ssh agent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only files that end in “.yaml” are read. Rename this one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords are kept in this session only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick an image version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused before any change: pre-flight found {n} problems.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused before any change: this run must be confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refused before any change: “{name}” is protected; its name must be typed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say which image it is, with “repository” or “expect”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task {number} is of the kind “{kind}”, which this version cannot run yet. Disable it, or wait for the next version.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task {number}: an address or branch cannot begin with “-”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task {number}: “{field}” must lie inside the work folder: no absolute path, no “..”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task {number}: “{field}” must not be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The API server refused the change because {workload} is no longer as expected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Docker engine at {host} does not answer: {text} Start it, or choose another engine under Settings › Engines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Docker engine at {host} may not be used by you: {text} Ask for membership in the group “docker”, or use another engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Docker engine at {host} refused: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The SSH key of the host of {url} is not known on this computer. Connect to it once with “ssh” in a terminal and confirm the key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The anchor “{anchor}” is not known here or contains itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app map {name} stands here twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The build “{other}” already makes this image. One image repository belongs to one build.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The build “{other}” makes the same image {repository}. One image repository belongs to one build; change one of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of the registry {host} is not trusted: {text} Add the CA of your company to the system's certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The certificate of {url} is not trusted: {text} Add the CA of your company to the system's certificates.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster at {server} answered with error {status}: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster at {server} cannot be reached: {text}. Check network, VPN and proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster at {server} did not answer in time ({seconds} s). Check network, VPN and proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster at {server} does not accept the login of context “{context}”. Sign in again, or correct the kubeconfig.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster at {server} is busy: {text}. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster refused the change of {workload} ({resource}): {verdict}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster refused the change: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster warns: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster “{cluster}” is not in the list of clusters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The cluster “{cluster}” is not in the workspace. Add it under Settings › Clusters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the Docker engine at {host} broke off: {text} Whether the work went on there is not known.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the cluster at {server} was cut: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The connection to the cluster was closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The container {container} is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The container “{name}” stands here twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context of “{cluster}” leads to another cluster than the one this workspace was made with. Nothing will be changed there. Check the binding under Settings › Clusters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The context “{context}” of {file} names the {what} “{name}”, which is not there. Complete the kubeconfig.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full: the journal {file} cannot be written, so nothing more is changed. Free some space, then resume the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The disk is full: {file} cannot be written. Free some space; until then choices are not kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The docker context “{context}” cannot be used: {text} See “docker context inspect {context}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The docker context “{context}” does not exist on this computer (known: {known}). Choose another one under Settings › Engines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine at {host} ended the build without naming an image.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine at {host} has no image {image}. It may have been deleted there; build it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine at {host} is reached over SSH, which this version cannot do. Use a tcp:// address or forward its socket.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine “{engine}” is not in the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has more than {limit} values (repeated anchors count each time).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file has {size} bytes; at most {limit} are read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is empty. It must begin with “version: 1”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file is not valid UTF-8 (byte {position}). Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of certificates {file} cannot be read: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image could not be built. {step}: {text}
{lines}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image name is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image name “{image}” must not contain a tag; the version makes the tag.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image of a Job cannot be changed after it was created.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image “{image}” of this container cannot be understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal has a run “{run}” already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal of this profile has no run “{run}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal {file} cannot be written ({reason}), so nothing is changed. Check the rights of the folder, or choose another profile with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal {file} has been in use by another process for too long. Close other windows of this program and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal {file} is damaged ({reason}). Move it away or put back the newest copy (journal.db.v….bak) beside it; then start again. Images and clusters are not touched by this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The journal {file} was written by a newer version of this program (form {version}, known up to {known}). Install that version, or choose another profile with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring does not work: {text} Passwords are kept until the program ends, and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring has no password named “{name}” for {url}. Enter it in Edit Build.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring has not answered for {seconds} seconds; perhaps it asks for its password. Until then passwords are kept in this session only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The keyring is locked. Passwords are kept until the program ends. Unlock the keyring to keep them for longer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kubeconfig {file} cannot be used (line {line}): {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The kubeconfig {file} has no context “{context}”. Choose another context in the cluster's settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list is too old to go on: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log cannot be saved as {file}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log “{log}” cannot be written in {folder}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log “{log}” is being written by another process.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login of context “{context}” has expired. Run any kubectl command with this context to renew it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login of context “{context}” uses the auth provider “{name}”, which Kubernetes has removed. Use an exec plugin instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” failed (exit code {code}): {text}. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave an answer that cannot be used: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave neither a token nor a certificate. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave no answer in {seconds} s. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” wants a terminal (interactiveMode: Always), which there is none of here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” was not found. Install it, or put it on the PATH. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The newest version is not known: the list of versions is not complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan is empty: nothing in it is to be run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile folder {folder} lies on a network file system ({kind}), where a journal cannot be kept safely. Choose a folder on a local disk with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The profile folder {folder} lies on a network file system ({kind}), where it cannot be kept safely. Choose a folder on a local disk with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The program “git” was not found. Install it, or add its folder to PATH.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy {proxy} does not connect to {server}: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The proxy “{proxy}” cannot be used: only http:// and https:// proxies are supported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry did not give out a base image ({step}): {text} Enter user and password for it under Settings › Registries, and look whether the image exists.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} answered with an error ({what}): {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} asks to send the password to {realm} without encryption. It was not sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} does not allow deleting images. Its operator can turn it on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} does not answer: {text} Check the address and the network, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} gave an answer that cannot be understood ({what}): {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} refused: {text} Check user, password and rights under Settings › Registries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry {host} refuses more requests for now: {text} Try again later.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run “{run}” is at work in another window or process. Watch it there, or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tag {tag} cannot be checked now; it will be deployed by name and pulled anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tag {tag} names another image than a moment ago.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tag {tag} names another image than the one pushed ({found}, not {pushed}): another workstation pushed at the same moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version must be a whole number, not “{value}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The version {tag} is not in the registry (any more).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The wanted image is already there; nothing will be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The workload {name} has two steps. Put its containers into one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no build “{build}” in the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no file “{dockerfile}” in the folder of the build. Correct the path in the task “Build image”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no folder “{folder}” to build from. Correct the folder in the task “Build image”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no kubeconfig: {file} does not exist. Set KUBECONFIG, or choose the file in the cluster's settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no repository at {url}, or you may not see it: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no run {run}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no schema “{kind}”. There are: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This address contains a password, which does not belong in a file. Put it into the keyring and name it with “secret:” (for example “secret: git/shop”), the user with “username:”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This app map is read-only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build has no image in the registry yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This cluster does not have {kind}s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This computer has no keyring that can be used. Passwords are kept until the program ends, and nowhere else.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not valid YAML: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This must not be empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This value is refused: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This workload has no container.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This workload is being deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This workload is managed by {by}, which may put the old image back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick Execute to build a new image and deploy it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Types such as “{tag}” cannot be given here. Remove it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Values are nested deeper than {limit} levels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} is no Docker engine, or one this version does not understand: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {host} is no image registry: {text} Check the address under Settings › Registries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What answers at {server} does not speak like a Kubernetes API server: {text}. Check address and proxy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether the version {tag} is in the registry is not known: the list of versions is not complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a job's image cannot change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accepted; the next job uses the new image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>building</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>built and pushed {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled before anything was changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelled; the build was stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be scheduled: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed; nothing started (0 pods wanted)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changed; nothing starts while it is suspended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fetching {url}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>git could not fetch {url}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>is being deleted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer yet; asking what happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no answer: it is not known whether the change was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no longer followed; the cluster goes on with the change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not deployed: the build it needs did not end well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not ready after {seconds} s; the cluster goes on trying</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>number taken by another workstation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused: waits for resume</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pod {pod} failed: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>progress deadline exceeded: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pushed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pushing to {host}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pushing {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pushing: {done} of {total} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reachable ({uid})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready; watching for {seconds} s more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>restarted {n} times after it had become ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sending the files: {megabytes} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>set; pods change when deleted ({n} of {want})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step {step} of {of}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>superseded: changed again by “{by}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the keyring works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the link to the cluster is cut; waiting for it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the workload was deleted and made anew meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the workload was deleted meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is a defect of the program: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting for the controller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may look and release here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may look here, but not change images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>you may not list workloads here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container} was changed since the plan was made: expected {expected}, found {found} (by {by}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: crashed with exit code {code} (restarts: {restarts})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: killed, out of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: {field} was to become “{asked}”; the cluster's admission made it “{found}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: {reason}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}). Check the rights of the folder, or choose another profile with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} cannot hold these values exactly: {problem}. Nothing was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} has been in use by another process for too long. Close other windows of this program and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} has mistakes and is not overwritten. Put them right in the file first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} has version {version}; this program knows versions up to {known}. Install a newer version of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} is damaged ({reason}). Move it away, or put back the newest copy ({file}.v….bak); then start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was changed by somebody else since it was read. Compare the two, then save again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file} was written by a newer version of this program (form {version}, known up to {known}). Install that version, or choose another profile with --profile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}, line {line}, {path}: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}, which the kubeconfig needs, cannot be read: {text}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{file}: {problem}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {want} available</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {want} updated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} old pods to stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} updated, {held} held back by partition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reference} cannot be pushed: the engine has no image of this name. Build it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reference} could not be pushed: the registry speaks HTTP without encryption, and the engine does not allow that. Add {host} to “insecure-registries” of the engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reference} could not be pushed: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reference} was pushed, but the engine did not say its digest. Push it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{repository} has no tag {tag}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tag} is being built; stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tag} is used by {workload} in {map} and is not deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{url} does not answer: {text} Check the address and the network, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{url} has no branch, tag or commit “{ref}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{url} or one of its submodules uses a way of access that is not allowed: {text} Use https or ssh.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{url} refused: {text} Check user and password or token of the task “Code repository”; for SSH look whether the agent has your key.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{version} is already deployed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} “{name}” does not answer. Check the network or VPN and try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{what} “{name}” is not set on this computer. Set it under Settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{workload} is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{workload} was deleted and made anew since the plan was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“version: 1” is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{host}” is no address of a Docker engine: {text} Write unix:///path, tcp://host:port or npipe:////./pipe/name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{image}” begins with something that is not a host name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{image}” has no valid digest after “@”. A digest looks like sha256:… with 64 hexadecimal digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{image}” is not a valid image name. Names are lower case: registry/folder/name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{image}” is not a valid image name. Use lower case letters, digits, “.”, “_”, “-” and “/”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” is not known here. {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” stands here twice (first in line {first}). Keep one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a file: letters, digits, “-”, “_” and “.”, at most 100, beginning with a letter or digit.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” stands here twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{path}” in the folder of the build cannot be read: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{ref}” begins several commits of {url}. Write more of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{tag}” cannot be a tag: letters, digits, “_”, “.” and “-”, at most 128, not starting with “.” or “-”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{url}” is no address of a git repository.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” is no digest. A digest looks like sha256:… with 64 hexadecimal digits.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” is not one of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” is not the name of a secret. Names look like git/shop; the secret itself belongs in the keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” must be a number from {least} to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” must be a time such as 2025-01-31T12:00:00+00:00.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” must be a whole number from {least} to {most}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{value}” must be true or false.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{version}” cannot be a version: letters, digits, “_”, “.” and “-”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
