<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Ask clusters and registries again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back to start values</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch execution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check what is chosen without changing anything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose app map…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit build…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of the newest build run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look of the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New build…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No app map is shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No workload is ready: choose a version that is not deployed yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run all workloads that are ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what is chosen for the selected workload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save plan…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save what is chosen as a plan file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a container whose image is made by a build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a workload in the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a workload or container in the grid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop what runs: pending steps are dropped</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>The workspace cannot be opened</source>
        <translation type="unfinished"></translation>
    </message>
</context>
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
    <name>Bottom</name>
    <message>
        <source>Batch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch, log, history and problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Build</name>
    <message>
        <source> (the list of versions is not complete)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Can be saved, but cannot run yet:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cannot be saved yet:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close without saving?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit Build – {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter an image name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last run {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: the file of this build was changed meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registry and image name can be changed once it is known that this build never ran.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registry and image name cannot change after the first run: its images lie there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reload shows their state and drops your changes. Keep editing changes nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save and &amp;run…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Somebody else changed this build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the whole run?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The build belongs to the run “{title}”. Stopping ends all of its {n} steps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The default engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file of this build was changed meanwhile. Saving will ask what to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no build “{name}” (any more). Saving makes a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build is not running.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build was deleted in the workspace. Saving makes it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you changed in “{name}” has not been saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not saved yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (not in the workspace)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>… and {n} more</source>
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
        <source>Recipe and history</source>
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
    <name>Details</name>
    <message>
        <source>Build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Built</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changed with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Facts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Log of {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Managed by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest runs of the build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Our run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Protection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ready to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registry</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registry asked {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a workload or container to see its image, who changed it, and why it can or cannot run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list may not be complete</source>
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
    <name>FirstStart</name>
    <message>
        <source>Open a workspace folder</source>
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
    <name>Grid</name>
    <message>
        <source>A new image is built and deployed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Appointed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build &amp; Deployment</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build: newest run {tag}, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build: {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click to see its log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Container {container}, image {image}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployed {version}, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deployed: {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Execute</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Execute, not ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Execute, ticked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the version to deploy is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image Tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image Tag of {container}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image Tag of {container}: {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last changed with {tool}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Made by the build “{build}”. Click to edit it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Managed by {tool}: it may undo what is changed here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode of {container}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mode of {container}: {mode}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newest version of {container}: {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No image of this build is known in the registry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pipelines: workloads and their containers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what is chosen for {name} (Ctrl+Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The choice is from an earlier start and must be confirmed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The list may not be complete.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registry is being asked for its tags. Any tag can be typed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tag “{tag}” is not what runs: the digest beside it is that of {version}. The digest counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build cannot run: {why}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version of {container}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version of {container}: {tag}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a new image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an image version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>deployed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from an earlier start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>init</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>will run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} {name}, {status} {counts}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} active</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“latest” is fetched again and the pods are restarted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Everything is in memory; nothing real is touched.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing seen yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen {age}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete the image {tag}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting {tag}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Description</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Digest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Image tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image is deleted from the registry by its digest. These tags go with it: {tags}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log of this run is on another workstation.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This build has not run yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run has no image in the registry.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run is still at work. Stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>registry seen {ago}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list is not complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tag} was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeyValues</name>
    <message>
        <source>A value has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Value</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is there twice.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>being asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>connection lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not connected</source>
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
    <name>Problems</name>
    <message>
        <source>Keyring</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Notice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Problems</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Since</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Protection</name>
    <message>
        <source>changes must be confirmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protected: its name must be typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>read-only</source>
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
</context>
<context>
    <name>RunBuild</name>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm first that you want to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run build</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The image becomes {tag}</source>
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
</context>
<context>
    <name>Runner</name>
    <message>
        <source>Pre-flight failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight of {name}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The plan was not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The run was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Title of the plan</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>Build {title}, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>History of runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has run yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing runs. Choose versions in the grid, then Run or Batch execution.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rollout {title}, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run {title}, {state}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs since the start and their steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What happens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} did not go well</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} of {all} steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} runs in the journal</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cluster belongs to the workspace; which kubeconfig context it is on this computer stays here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A docker context</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A password needs a user; for a token use the name the registry asks for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a cluster first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address begins with unix:// or tcp://.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An address looks like registry.example.com:5000/team.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An app map is one namespace of a cluster: what is picked in the tree at the left of the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An engine has a name in the workspace; which Docker engine that is on this computer stays here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App maps: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>At an address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm: ask before each run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the changes?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the name of a docker context.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the registry's address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give the engine a title.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers and takes the login of {user}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers, with {n} namespace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers, with {n} namespaces.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers, without a login.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers. You may not list its namespaces: type them under App maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It answers: version {version}, {platform}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is taken out of the workspace; nothing outside is changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its app maps go with it: {names}. Nothing is changed in the cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No app map yet: add one under App maps.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not set on this computer: pick the context that means this cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open: runs start at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Passwords go into the keyring of this computer, never into the workspace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick a context of the kubeconfig, or type its name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pick or type a namespace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read-only: nothing is changed from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the namespaces…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Registries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save and &amp;test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The digest behind the tag: exactly this image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The tag: whatever it names when a pod starts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The usual one: DOCKER_HOST, or the local engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These builds push to it and cannot run without it: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These builds use it and cannot run without it: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This app map is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This entry was not saved yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This registry is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the name: the app map's name must be typed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What you changed here has not been saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may not list the namespaces of this cluster: type the name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may not read the workloads of this namespace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may read its workloads and change their images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may read its workloads, but not change their images.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept in the keyring; leave blank to keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is not an address.</source>
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
    <name>Sheet</name>
    <message>
        <source>Batch execution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Build “{build}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm the choices from an earlier start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confirm the warnings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have read the warnings and want this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I looked at {n} choice from an earlier start and want it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I looked at {n} choices from an earlier start and want them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I want this change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight found nothing against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight has not answered yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight is asking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-flight is asking registries, clusters and engines. Nothing is changed yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something stands against it: see the red lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This app map is protected. Type its name to go on: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the name of the protected app map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What will change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chosen {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from an earlier start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new image of “{build}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{container}: from {before} to {after}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} image is built first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} images are built first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} thing stands against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} things stand against it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} warning. Read it and confirm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} warnings. Read them and confirm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} workload will change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} workloads will change</source>
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
        <source>Done, image gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling out</source>
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
    <message>
        <source>Waits for deletion</source>
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
    <name>Task</name>
    <message>
        <source>Build image</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code repository</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dockerfile as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Download into the work folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File transfer (FTP, SFTP)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>REST call</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reset is always the first step.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Status codes are numbers from 100 to 599, with commas between them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Task {number}: type the password or token, or choose public.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks of this kind cannot run yet in this version. They are kept, and a build runs when they are disabled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Dockerfile is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Type the password or token, or choose public.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Upload from the work folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kept in the keyring; leave blank to keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>typed; goes into the keyring when you save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{kind} (cannot run yet)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” looks like a secret. Build arguments can be read in the file of the build and in the image.</source>
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
        <source>URL</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>into the work folder itself</source>
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
        <source>User</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TaskImageForm</name>
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
        <source>Working folder</source>
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
    <name>ToolBar</name>
    <message>
        <source>App map: {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Batch execution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an app map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an app map (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter workloads and images</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Main</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Menu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no app map yet. Add one in the tree or in the settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} workload ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} workloads ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Tree</name>
    <message>
        <source>Add app map…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>App map {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cluster {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clusters and app maps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove from workspace…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} ready</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Add app map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the cluster…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Desktop Pipeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Namespace in the cluster {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing fits the filter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the app map?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and close?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app map was not added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The app map was not removed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no workloads in this namespace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no app map yet. Add a cluster in the settings, then an app map in the tree at the left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>protected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} run is at work. Builds are stopped; rollouts that have begun go on in the cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{n} runs are at work. Builds are stopped; rollouts that have begun go on in the cluster.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is taken out of the workspace. Nothing is changed in the cluster.</source>
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
        <source>Here must be a list (“- …”).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here must be keys with values (“key: value”).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Here must be text.</source>
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
        <source>The file has version {version}; this program knows versions up to {known}. Install a newer version of the program.</source>
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
        <source>This is not the name of a secret. Names look like git/shop; the secret itself belongs in the keyring.</source>
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
        <source>{workload} is not there any more: {text}.</source>
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
        <source>“{key}” is not known here. Did you mean “{meant}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{key}” is not known here. Remove it; “desktop-pipeline schema {kind}” lists what is.</source>
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
        <source>“{value}” cannot be an id: no spaces, no “/”.</source>
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
        <source>“{value}” is not the address of a registry. Write host[:port][/folder], without “https://” and without “/” at the end.</source>
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
