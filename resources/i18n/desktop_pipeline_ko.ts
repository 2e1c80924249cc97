<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ko_KR" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>Another folder with clusters, builds and plans</source>
        <translation>클러스터, 빌드, 계획이 들어 있는 다른 폴더를 엽니다</translation>
    </message>
    <message>
        <source>Ask clusters and registries again</source>
        <translation>클러스터와 레지스트리를 다시 조회합니다</translation>
    </message>
    <message>
        <source>Back to start values</source>
        <translation>초기값으로 되돌리기</translation>
    </message>
    <message>
        <source>Batch execution</source>
        <translation>일괄 실행</translation>
    </message>
    <message>
        <source>Builds</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>Check what is chosen without changing anything</source>
        <translation>아무것도 변경하지 않고 선택한 항목을 점검합니다</translation>
    </message>
    <message>
        <source>Choose app map…</source>
        <translation>앱 맵 선택…</translation>
    </message>
    <message>
        <source>Copy image</source>
        <translation>이미지 복사</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>이름 복사</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>어두운 테마</translation>
    </message>
    <message>
        <source>Edit build…</source>
        <translation>빌드 편집…</translation>
    </message>
    <message>
        <source>Execute when connected…</source>
        <translation>연결되면 실행…</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>언어</translation>
    </message>
    <message>
        <source>Language of the system</source>
        <translation>시스템 언어</translation>
    </message>
    <message>
        <source>Let what is ready wait for its clusters, registries and engines, and start by itself</source>
        <translation>준비된 항목이 클러스터, 레지스트리, 엔진을 기다렸다가 스스로 시작하게 합니다</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>밝은 테마</translation>
    </message>
    <message>
        <source>Log of the newest build run</source>
        <translation>최근 빌드 실행의 로그</translation>
    </message>
    <message>
        <source>Look of the system</source>
        <translation>시스템 테마</translation>
    </message>
    <message>
        <source>New build from a folder…</source>
        <translation>폴더에서 새 빌드…</translation>
    </message>
    <message>
        <source>New build…</source>
        <translation>새 빌드…</translation>
    </message>
    <message>
        <source>No app map is shown</source>
        <translation>표시된 앱 맵이 없습니다</translation>
    </message>
    <message>
        <source>No workload is ready: choose a version that is not deployed yet</source>
        <translation>실행할 준비가 된 워크로드가 없습니다. 아직 배포되지 않은 버전을 선택하십시오</translation>
    </message>
    <message>
        <source>Nothing runs</source>
        <translation>진행 중인 실행이 없습니다</translation>
    </message>
    <message>
        <source>Notify when a run ends or asks</source>
        <translation>실행이 끝나거나 질문할 때 알림</translation>
    </message>
    <message>
        <source>Open workspace…</source>
        <translation>작업 공간 열기…</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Pods and logs…</source>
        <translation>파드 및 로그…</translation>
    </message>
    <message>
        <source>Pods of the selected workload, their events and all of their logs</source>
        <translation>선택한 워크로드의 파드, 이벤트, 모든 로그</translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation>사전 점검</translation>
    </message>
    <message>
        <source>Put back what the workload ran before</source>
        <translation>워크로드가 이전에 실행하던 것으로 되돌립니다</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>새로 고침</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run all workloads that are ready</source>
        <translation>준비된 모든 워크로드를 실행합니다</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>지금 실행</translation>
    </message>
    <message>
        <source>Run what is chosen for the selected workload</source>
        <translation>선택한 워크로드에 대해 지정한 내용을 실행합니다</translation>
    </message>
    <message>
        <source>Save plan…</source>
        <translation>계획 저장…</translation>
    </message>
    <message>
        <source>Save what is chosen as a plan file</source>
        <translation>선택한 내용을 계획 파일로 저장합니다</translation>
    </message>
    <message>
        <source>Saved plans: check, run, edit, compare</source>
        <translation>저장된 계획: 점검, 실행, 편집, 비교</translation>
    </message>
    <message>
        <source>Select a container whose image is made by a build</source>
        <translation>빌드로 이미지를 만드는 컨테이너를 선택하십시오</translation>
    </message>
    <message>
        <source>Select a workload in the grid</source>
        <translation>그리드에서 워크로드를 선택하십시오</translation>
    </message>
    <message>
        <source>Select a workload or container in the grid</source>
        <translation>그리드에서 워크로드나 컨테이너를 선택하십시오</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>설정…</translation>
    </message>
    <message>
        <source>Something runs: stop it or wait for its end</source>
        <translation>진행 중인 실행이 있습니다. 중지하거나 끝날 때까지 기다리십시오</translation>
    </message>
    <message>
        <source>Start a job of the CronJob now, beside its schedule</source>
        <translation>일정과 별도로 CronJob의 Job을 지금 시작합니다</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Stop what runs: pending steps are dropped</source>
        <translation>진행 중인 실행을 중지합니다. 대기 중인 단계는 취소됩니다</translation>
    </message>
    <message>
        <source>Undo the last run…</source>
        <translation>마지막 실행 되돌리기…</translation>
    </message>
    <message>
        <source>With a Dockerfile or a compose file</source>
        <translation>Dockerfile 또는 compose 파일이 있는 폴더</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>The workspace cannot be opened</source>
        <translation>작업 공간을 열 수 없습니다</translation>
    </message>
</context>
<context>
    <name>AppMapsForm</name>
    <message>
        <source>&amp;Test</source>
        <translation>테스트(&amp;T)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>App maps</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>클러스터</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>변경 취소</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>네임스페이스</translation>
    </message>
    <message>
        <source>Pick a namespace, or type it where listing is not allowed</source>
        <translation>네임스페이스를 선택하거나, 목록 조회 권한이 없으면 직접 입력하십시오</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>보호</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>the namespace's name</source>
        <translation>네임스페이스 이름</translation>
    </message>
</context>
<context>
    <name>Ask</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>확인</translation>
    </message>
</context>
<context>
    <name>Away</name>
    <message>
        <source>&amp;Dismiss</source>
        <translation>닫기(&amp;D)</translation>
    </message>
    <message>
        <source>Dismiss what changed while you were away</source>
        <translation>자리를 비운 동안의 변경 알림 닫기</translation>
    </message>
    <message>
        <source>Show &amp;all rows</source>
        <translation>모든 행 표시(&amp;A)</translation>
    </message>
    <message>
        <source>Show &amp;rows</source>
        <translation>행 표시(&amp;R)</translation>
    </message>
    <message>
        <source>Show all rows again</source>
        <translation>모든 행을 다시 표시</translation>
    </message>
    <message>
        <source>Show only the rows that changed</source>
        <translation>변경된 행만 표시</translation>
    </message>
    <message>
        <source>The workloads that changed are gone: there is no row to show</source>
        <translation>바뀐 워크로드가 더 이상 없어 표시할 행이 없습니다</translation>
    </message>
    <message>
        <source>While you were away</source>
        <translation>자리를 비운 동안</translation>
    </message>
    <message>
        <source>While you were away ({age}) {n} row with a choice was changed by somebody else. The choice was kept.</source>
        <translation>자리를 비운 동안({age}) 선택이 있는 행 {n}개를 다른 사람이 변경했습니다. 선택은 그대로 유지되었습니다.</translation>
    </message>
    <message>
        <source>While you were away ({age}) {n} rows with a choice were changed by somebody else. The choices were kept.</source>
        <translation>자리를 비운 동안({age}) 선택이 있는 행 {n}개를 다른 사람이 변경했습니다. 선택은 그대로 유지되었습니다.</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>외 {n}개</translation>
    </message>
    <message>
        <source>with {tool}</source>
        <translation>{tool} 사용</translation>
    </message>
    <message>
        <source>{row}: deleted and made anew, {before} → {now}</source>
        <translation>{row}: 삭제 후 다시 생성됨, {before} → {now}</translation>
    </message>
    <message>
        <source>{row}: the container is gone (it had {before})</source>
        <translation>{row}: 컨테이너가 없어졌습니다(이전 버전: {before})</translation>
    </message>
    <message>
        <source>{row}: the workload is gone (it had {before})</source>
        <translation>{row}: 워크로드가 없어졌습니다(이전 버전: {before})</translation>
    </message>
    <message>
        <source>{row}: {before} → {now}</source>
        <translation>{row}: {before} → {now}</translation>
    </message>
</context>
<context>
    <name>Batch</name>
    <message>
        <source>&amp;All {n}</source>
        <translation>전체 {n}(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Failed {n}</source>
        <translation>실패 {n}(&amp;F)</translation>
    </message>
    <message>
        <source>It is over</source>
        <translation>끝났습니다</translation>
    </message>
    <message>
        <source>No step is at work.</source>
        <translation>실행 중인 단계가 없습니다.</translation>
    </message>
    <message>
        <source>Nothing failed.</source>
        <translation>실패한 단계가 없습니다.</translation>
    </message>
    <message>
        <source>Only a step that waits can be skipped</source>
        <translation>기다리는 단계만 건너뛸 수 있습니다</translation>
    </message>
    <message>
        <source>Progress of all that runs: {n} %</source>
        <translation>실행 중인 전체의 진행률: {n} %</translation>
    </message>
    <message>
        <source>R&amp;unning {n}</source>
        <translation>실행 중 {n}(&amp;U)</translation>
    </message>
    <message>
        <source>Run again what failed…</source>
        <translation>실패한 것 다시 실행…</translation>
    </message>
    <message>
        <source>Select a step</source>
        <translation>단계를 선택하십시오</translation>
    </message>
    <message>
        <source>Show all steps</source>
        <translation>모든 단계 표시</translation>
    </message>
    <message>
        <source>Show the steps that are at work</source>
        <translation>실행 중인 단계만 표시</translation>
    </message>
    <message>
        <source>Show the steps that did not go well</source>
        <translation>정상적으로 끝나지 않은 단계만 표시</translation>
    </message>
    <message>
        <source>Skip this step</source>
        <translation>이 단계 건너뛰기</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>실행 중지</translation>
    </message>
    <message>
        <source>The run belongs to another program</source>
        <translation>다른 프로그램의 실행입니다</translation>
    </message>
    <message>
        <source>The step was not skipped</source>
        <translation>단계를 건너뛰지 못했습니다</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>소요 시간 {time}</translation>
    </message>
    <message>
        <source>{n} not finished</source>
        <translation>{n}개 미완료</translation>
    </message>
    <message>
        <source>{n} of {all} done</source>
        <translation>{all}개 중 {n}개 완료</translation>
    </message>
</context>
<context>
    <name>Bottom</name>
    <message>
        <source>Batch</source>
        <translation>일괄 실행</translation>
    </message>
    <message>
        <source>Batch, log, history, plans and problems</source>
        <translation>일괄 실행, 로그, 기록, 계획, 문제</translation>
    </message>
    <message>
        <source>History</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
</context>
<context>
    <name>Build</name>
    <message>
        <source> (the list of versions is not complete)</source>
        <translation> (버전 목록이 완전하지 않음)</translation>
    </message>
    <message>
        <source>&amp;Run this recipe…</source>
        <translation>이 레시피 실행(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Run…</source>
        <translation>실행(&amp;R)…</translation>
    </message>
    <message>
        <source>A password was typed, and goes into the keyring with Save. Save first.</source>
        <translation>입력한 암호는 저장할 때 키링에 들어갑니다. 먼저 저장하십시오.</translation>
    </message>
    <message>
        <source>Can be saved, but cannot run yet:</source>
        <translation>저장할 수 있지만 아직 실행할 수 없습니다:</translation>
    </message>
    <message>
        <source>Cannot be saved yet:</source>
        <translation>아직 저장할 수 없습니다:</translation>
    </message>
    <message>
        <source>Close without saving</source>
        <translation>저장하지 않고 닫기</translation>
    </message>
    <message>
        <source>Close without saving?</source>
        <translation>저장하지 않고 닫으시겠습니까?</translation>
    </message>
    <message>
        <source>Dockerfile only</source>
        <translation>Dockerfile만</translation>
    </message>
    <message>
        <source>Drop them</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Drop your changes?</source>
        <translation>변경 내용을 버리시겠습니까?</translation>
    </message>
    <message>
        <source>Edit Build – {name}</source>
        <translation>빌드 편집 – {name}</translation>
    </message>
    <message>
        <source>Enter a secret</source>
        <translation>비밀 값 입력</translation>
    </message>
    <message>
        <source>Enter an image name.</source>
        <translation>이미지 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>From a folder…</source>
        <translation>폴더에서…</translation>
    </message>
    <message>
        <source>Git to image</source>
        <translation>Git에서 이미지로</translation>
    </message>
    <message>
        <source>Git, compiled in a container, to image</source>
        <translation>Git, 컨테이너에서 컴파일, 이미지로</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>계속 편집</translation>
    </message>
    <message>
        <source>Last run {when}</source>
        <translation>최근 실행 {when}</translation>
    </message>
    <message>
        <source>New build</source>
        <translation>새 빌드</translation>
    </message>
    <message>
        <source>Not saved: the file of this build was changed meanwhile.</source>
        <translation>저장되지 않았습니다. 그 사이에 이 빌드의 파일이 변경되었습니다.</translation>
    </message>
    <message>
        <source>Registry and image name can be changed once it is known that this build never ran.</source>
        <translation>이 빌드가 실행된 적이 없다는 것이 확인되면 레지스트리와 이미지 이름을 변경할 수 있습니다.</translation>
    </message>
    <message>
        <source>Registry and image name cannot change after the first run: its images lie there.</source>
        <translation>첫 실행 후에는 이미지가 그곳에 있으므로 레지스트리와 이미지 이름을 변경할 수 없습니다.</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>다시 불러오기</translation>
    </message>
    <message>
        <source>Reload shows their state and drops your changes. Keep editing changes nothing.</source>
        <translation>‘다시 불러오기’를 선택하면 다른 사람이 저장한 상태가 표시되고 내 변경 내용은 사라집니다. ‘계속 편집’을 선택하면 아무것도 바뀌지 않습니다.</translation>
    </message>
    <message>
        <source>Save and &amp;run…</source>
        <translation>저장하고 실행(&amp;R)…</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>저장 중…</translation>
    </message>
    <message>
        <source>Somebody else changed this build</source>
        <translation>다른 사람이 이 빌드를 변경했습니다</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>실행 중지</translation>
    </message>
    <message>
        <source>Stop the whole run?</source>
        <translation>전체 실행을 중지하시겠습니까?</translation>
    </message>
    <message>
        <source>The build belongs to the run “{title}”. Stopping ends all of its {n} steps.</source>
        <translation>이 빌드는 실행 “{title}”에 속합니다. 중지하면 {n}개 단계가 모두 종료됩니다.</translation>
    </message>
    <message>
        <source>The default engine</source>
        <translation>기본 엔진</translation>
    </message>
    <message>
        <source>The file of this build was changed meanwhile. Saving will ask what to do.</source>
        <translation>그 사이에 이 빌드의 파일이 변경되었습니다. 저장할 때 처리 방법을 묻습니다.</translation>
    </message>
    <message>
        <source>The recipe of {tag} is the one of the file.</source>
        <translation>{tag}의 레시피는 파일의 레시피와 같습니다.</translation>
    </message>
    <message>
        <source>The secret “{name}”. It goes into the keyring when you save; blank keeps the old one.</source>
        <translation>비밀 값 “{name}”. 저장할 때 키링에 들어가며, 비워 두면 이전 값을 유지합니다.</translation>
    </message>
    <message>
        <source>There is no build “{name}” (any more). Saving makes a new one.</source>
        <translation>빌드 “{name}”이(가) 없거나 삭제되었습니다. 저장하면 새로 만들어집니다.</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>저장할 변경 내용이 없습니다.</translation>
    </message>
    <message>
        <source>This build is not running.</source>
        <translation>이 빌드는 실행 중이 아닙니다.</translation>
    </message>
    <message>
        <source>This build was deleted in the workspace. Saving makes it anew.</source>
        <translation>이 빌드는 작업 공간에서 삭제되었습니다. 저장하면 다시 만들어집니다.</translation>
    </message>
    <message>
        <source>This is the recipe of {tag}. Run uses it as it stands here and leaves the file as it is; Save writes it into the file.</source>
        <translation>{tag}의 레시피입니다. ‘실행’은 여기 보이는 그대로 사용하고 파일은 바꾸지 않습니다. ‘저장’은 파일에 씁니다.</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>저장하지 않은 변경 내용</translation>
    </message>
    <message>
        <source>Version and date</source>
        <translation>버전과 날짜</translation>
    </message>
    <message>
        <source>Version and number</source>
        <translation>버전과 번호</translation>
    </message>
    <message>
        <source>Version and short number</source>
        <translation>버전과 짧은 번호</translation>
    </message>
    <message>
        <source>What you changed in “{name}” has not been saved.</source>
        <translation>“{name}”에서 변경한 내용이 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>as git describes the commit</source>
        <translation>git이 커밋을 부르는 이름</translation>
    </message>
    <message>
        <source>git describe of the commit</source>
        <translation>커밋의 git describe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>not saved yet</source>
        <translation>아직 저장되지 않음</translation>
    </message>
    <message>
        <source>{name} (not in the workspace)</source>
        <translation>{name}(작업 공간에 없음)</translation>
    </message>
    <message>
        <source>… and {n} more</source>
        <translation>… 외 {n}개</translation>
    </message>
</context>
<context>
    <name>BuildEditorForm</name>
    <message>
        <source>&amp;Compare…</source>
        <translation>비교(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>설명(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Engine</source>
        <translation>엔진(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Image name</source>
        <translation>이미지 이름(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Run…</source>
        <translation>실행(&amp;R)…</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>중지(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>제목(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Version</source>
        <translation>버전(&amp;V)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Add a task</source>
        <translation>작업 추가</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translation>시작 형태</translation>
    </message>
    <message>
        <source>Begin with one of the usual shapes</source>
        <translation>흔한 형태 중 하나로 시작</translation>
    </message>
    <message>
        <source>Begin with…</source>
        <translation>시작 형태…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Compare two runs</source>
        <translation>두 실행 비교</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete the run</source>
        <translation>실행 삭제</translation>
    </message>
    <message>
        <source>Delete the task (Del)</source>
        <translation>작업 삭제(Del)</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>삭제…</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>복제</translation>
    </message>
    <message>
        <source>Duplicate the task (Ctrl+D)</source>
        <translation>작업 복제(Ctrl+D)</translation>
    </message>
    <message>
        <source>Edit Build</source>
        <translation>빌드 편집</translation>
    </message>
    <message>
        <source>Edit reci&amp;pe…</source>
        <translation>레시피 편집(&amp;P)…</translation>
    </message>
    <message>
        <source>Edit the recipe of this run</source>
        <translation>이 실행의 레시피 편집</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>엔진</translation>
    </message>
    <message>
        <source>Every run begins with an empty work folder. This is always the first step and cannot be changed.</source>
        <translation>모든 실행은 빈 작업 폴더에서 시작합니다. 항상 첫 단계이며 변경할 수 없습니다.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>기록</translation>
    </message>
    <message>
        <source>How tags are made</source>
        <translation>태그를 만드는 방법</translation>
    </message>
    <message>
        <source>Image name</source>
        <translation>이미지 이름</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>아래로 이동</translation>
    </message>
    <message>
        <source>Move the task down (Ctrl+Down)</source>
        <translation>작업을 아래로 이동(Ctrl+Down)</translation>
    </message>
    <message>
        <source>Move the task up (Ctrl+Up)</source>
        <translation>작업을 위로 이동(Ctrl+Up)</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>위로 이동</translation>
    </message>
    <message>
        <source>Next tag</source>
        <translation>다음 태그</translation>
    </message>
    <message>
        <source>Open &amp;log</source>
        <translation>로그 열기(&amp;L)</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>로그 열기</translation>
    </message>
    <message>
        <source>Re&amp;gistry</source>
        <translation>레지스트리(&amp;G)</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>레시피</translation>
    </message>
    <message>
        <source>Recipe and history</source>
        <translation>레시피 및 기록</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>레지스트리</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run agai&amp;n…</source>
        <translation>다시 실행(&amp;N)…</translation>
    </message>
    <message>
        <source>Run again with the recipe of this run</source>
        <translation>이 실행의 레시피로 다시 실행</translation>
    </message>
    <message>
        <source>Runs of this build</source>
        <translation>이 빌드의 실행</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save the build (Ctrl+S)</source>
        <translation>빌드 저장(Ctrl+S)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>T&amp;ags</source>
        <translation>태그(&amp;A)</translation>
    </message>
    <message>
        <source>Tas&amp;ks</source>
        <translation>작업(&amp;K)</translation>
    </message>
    <message>
        <source>Task settings</source>
        <translation>작업 설정</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>작업</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Variables</source>
        <translation>변수</translation>
    </message>
    <message>
        <source>Variables for the fields of this task</source>
        <translation>이 작업의 필드에 쓸 변수</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>버전</translation>
    </message>
    <message>
        <source>What people call it</source>
        <translation>사용자에게 표시할 이름</translation>
    </message>
</context>
<context>
    <name>Changes</name>
    <message>
        <source>As {branch} is now; the build takes what it is then.</source>
        <translation>{branch}의 현재 상태 기준입니다. 빌드는 실행할 때의 상태를 사용합니다.</translation>
    </message>
    <message>
        <source>Base image</source>
        <translation>기본 이미지</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Commits not known</source>
        <translation>커밋을 알 수 없음</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>구성</translation>
    </message>
    <message>
        <source>Configuration: unchanged</source>
        <translation>구성: 변경 없음</translation>
    </message>
    <message>
        <source>Configuration: {why}</source>
        <translation>구성: {why}</translation>
    </message>
    <message>
        <source>Copy as text, for example for a ticket</source>
        <translation>텍스트로 복사(예: 티켓용)</translation>
    </message>
    <message>
        <source>Copy what this brings as text</source>
        <translation>바뀌는 내용을 텍스트로 복사</translation>
    </message>
    <message>
        <source>Diverged: {ahead} forward, {behind} back</source>
        <translation>갈라짐: 앞으로 {ahead}개, 뒤로 {behind}개</translation>
    </message>
    <message>
        <source>Entrypoint</source>
        <translation>진입점</translation>
    </message>
    <message>
        <source>It is still being looked up</source>
        <translation>아직 찾는 중입니다</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>레이블</translation>
    </message>
    <message>
        <source>Looking it up…</source>
        <translation>찾는 중…</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>플랫폼</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>Same commit</source>
        <translation>같은 커밋</translation>
    </message>
    <message>
        <source>Show {n} more</source>
        <translation>{n}개 더 보기</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>The code's server was asked {age}.</source>
        <translation>코드 서버 마지막 조회: {age}.</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>변수</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>What this brings</source>
        <translation>바뀌는 내용</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>작업 폴더</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>외 {n}개</translation>
    </message>
    <message>
        <source>changed (hidden)</source>
        <translation>변경됨(숨김)</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>없어짐</translation>
    </message>
    <message>
        <source>gone, was: {value}</source>
        <translation>없어짐, 이전 값: {value}</translation>
    </message>
    <message>
        <source>new</source>
        <translation>새로 추가</translation>
    </message>
    <message>
        <source>new: {value}</source>
        <translation>새로 추가: {value}</translation>
    </message>
    <message>
        <source>taken back: this image does not have it</source>
        <translation>되돌림: 이 이미지에는 없습니다</translation>
    </message>
    <message>
        <source>the default branch</source>
        <translation>기본 브랜치</translation>
    </message>
    <message>
        <source>the next image</source>
        <translation>다음 이미지</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>변경 없음</translation>
    </message>
    <message>
        <source>{n} commit backwards</source>
        <translation>커밋 {n}개 뒤로</translation>
    </message>
    <message>
        <source>{n} commit forward</source>
        <translation>커밋 {n}개 앞으로</translation>
    </message>
    <message>
        <source>{n} commit that runs now is not in this image.</source>
        <translation>지금 실행 중인 커밋 {n}개가 이 이미지에 없습니다.</translation>
    </message>
    <message>
        <source>{n} commits backwards</source>
        <translation>커밋 {n}개 뒤로</translation>
    </message>
    <message>
        <source>{n} commits forward</source>
        <translation>커밋 {n}개 앞으로</translation>
    </message>
    <message>
        <source>{n} commits that run now are not in this image.</source>
        <translation>지금 실행 중인 커밋 {n}개가 이 이미지에 없습니다.</translation>
    </message>
</context>
<context>
    <name>ClustersForm</name>
    <message>
        <source>&amp;Test</source>
        <translation>테스트(&amp;T)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>추가…</translation>
    </message>
    <message>
        <source>App maps of this cluster</source>
        <translation>이 클러스터의 앱 맵</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>클러스터</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>변경 취소</translation>
    </message>
    <message>
        <source>KUBECONFIG or the default file</source>
        <translation>KUBECONFIG 또는 기본 파일</translation>
    </message>
    <message>
        <source>Kubeconfig context</source>
        <translation>kubeconfig 컨텍스트</translation>
    </message>
    <message>
        <source>Kubeconfig file</source>
        <translation>kubeconfig 파일</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>보호</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
</context>
<context>
    <name>ComparePlans</name>
    <message>
        <source>After a failure</source>
        <translation>실패 후</translation>
    </message>
    <message>
        <source>Both plans do the same in the same order.</source>
        <translation>두 계획은 같은 순서로 같은 일을 합니다.</translation>
    </message>
    <message>
        <source>Both plans do the same in the same order; what they say to people differs: {differences}.</source>
        <translation>두 계획은 같은 일을 같은 순서로 합니다. 사람을 위한 내용만 다릅니다: {differences}.</translation>
    </message>
    <message>
        <source>Both runs did the same in the same order.</source>
        <translation>두 실행이 같은 순서로 같은 작업을 했습니다.</translation>
    </message>
    <message>
        <source>Builds</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Comes after</source>
        <translation>선행 단계</translation>
    </message>
    <message>
        <source>Compare plans</source>
        <translation>계획 비교</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Differences of the plans</source>
        <translation>계획의 차이</translation>
    </message>
    <message>
        <source>Differences of the runs</source>
        <translation>실행의 차이</translation>
    </message>
    <message>
        <source>Drift: a newer version</source>
        <translation>변경 감지: 더 새로운 버전</translation>
    </message>
    <message>
        <source>Drift: changed since</source>
        <translation>변경 감지: 이후 변경됨</translation>
    </message>
    <message>
        <source>Drift: made anew</source>
        <translation>변경 감지: 새로 만들어짐</translation>
    </message>
    <message>
        <source>Drift: tag moved</source>
        <translation>변경 감지: 태그 이동</translation>
    </message>
    <message>
        <source>First plan</source>
        <translation>첫 번째 계획</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>Limit of a rollout (s)</source>
        <translation>롤아웃 제한 시간(초)</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>링크</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Only in the first</source>
        <translation>첫 번째에만 있음</translation>
    </message>
    <message>
        <source>Only in the second</source>
        <translation>두 번째에만 있음</translation>
    </message>
    <message>
        <source>Pauses</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Rollouts side by side</source>
        <translation>동시 롤아웃 수</translation>
    </message>
    <message>
        <source>Second plan</source>
        <translation>두 번째 계획</translation>
    </message>
    <message>
        <source>The whole plan</source>
        <translation>계획 전체</translation>
    </message>
    <message>
        <source>The whole run</source>
        <translation>실행 전체</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Wave</source>
        <translation>웨이브</translation>
    </message>
    <message>
        <source>What differs</source>
        <translation>차이</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>build</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>digest</source>
        <translation>다이제스트</translation>
    </message>
    <message>
        <source>exactly this image</source>
        <translation>정확히 이 이미지</translation>
    </message>
    <message>
        <source>image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>mode</source>
        <translation>방식</translation>
    </message>
    <message>
        <source>new image of “{build}”</source>
        <translation>“{build}” 빌드의 새 이미지</translation>
    </message>
    <message>
        <source>not in this plan</source>
        <translation>이 계획에 없음</translation>
    </message>
    <message>
        <source>not in this run</source>
        <translation>이 실행에 없음</translation>
    </message>
    <message>
        <source>not set</source>
        <translation>설정 안 됨</translation>
    </message>
    <message>
        <source>tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>{n} difference</source>
        <translation>차이 {n}개</translation>
    </message>
    <message>
        <source>{n} differences</source>
        <translation>차이 {n}개</translation>
    </message>
</context>
<context>
    <name>Compose</name>
    <message>
        <source>A tag, “latest”, or “build” for a new image.</source>
        <translation>태그, “latest” 또는 새 이미지를 위한 “build”.</translation>
    </message>
    <message>
        <source>All rows of {image}</source>
        <translation>{image}의 모든 행</translation>
    </message>
    <message>
        <source>Also in the &amp;other app maps</source>
        <translation>다른 앱 맵에서도(&amp;O)</translation>
    </message>
    <message>
        <source>App map</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>As in a plan</source>
        <translation>계획과 같게</translation>
    </message>
    <message>
        <source>As in a plan…</source>
        <translation>계획과 같게…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Choices</source>
        <translation>선택</translation>
    </message>
    <message>
        <source>Choose again what was taken back</source>
        <translation>되돌린 선택을 다시 합니다</translation>
    </message>
    <message>
        <source>Choose all {n}, also what cannot run now</source>
        <translation>지금 실행할 수 없는 것도 포함하여 {n}개 모두 선택</translation>
    </message>
    <message>
        <source>Choose another version first</source>
        <translation>먼저 다른 버전을 선택하십시오</translation>
    </message>
    <message>
        <source>Choose exactly the images that run in another app map</source>
        <translation>다른 앱 맵에서 실행 중인 바로 그 이미지를 선택합니다</translation>
    </message>
    <message>
        <source>Choose tags for many rows from lines of text</source>
        <translation>텍스트의 각 줄에서 여러 행의 태그를 선택합니다</translation>
    </message>
    <message>
        <source>Choose what a saved plan wants</source>
        <translation>저장된 계획의 내용을 선택합니다</translation>
    </message>
    <message>
        <source>Choose {n} row</source>
        <translation>{n}개 행 선택</translation>
    </message>
    <message>
        <source>Choose {n} rows</source>
        <translation>{n}개 행 선택</translation>
    </message>
    <message>
        <source>Chosen again: {what}</source>
        <translation>다시 선택함: {what}</translation>
    </message>
    <message>
        <source>Commits and configuration between what is deployed and what is chosen</source>
        <translation>배포된 것과 선택한 것 사이의 커밋과 구성</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Copy from another app map…</source>
        <translation>다른 앱 맵에서 복사…</translation>
    </message>
    <message>
        <source>Copy to {name} from another app map</source>
        <translation>다른 앱 맵에서 {name}(으)로 복사</translation>
    </message>
    <message>
        <source>Everything is so already.</source>
        <translation>이미 모두 그렇게 되어 있습니다.</translation>
    </message>
    <message>
        <source>Everything was understood. One undo takes it back.</source>
        <translation>모두 이해했습니다. 한 번의 되돌리기로 취소할 수 있습니다.</translation>
    </message>
    <message>
        <source>Fill down</source>
        <translation>아래로 채우기</translation>
    </message>
    <message>
        <source>For each container exactly the image that runs there, by its digest, where it differs.</source>
        <translation>다른 컨테이너마다 그곳에서 실행 중인 바로 그 이미지를 다이제스트로 선택합니다.</translation>
    </message>
    <message>
        <source>For each container the image of the plan, where it differs.</source>
        <translation>다른 컨테이너마다 계획의 이미지를 선택합니다.</translation>
    </message>
    <message>
        <source>Latest: {tag}</source>
        <translation>최신: {tag}</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>줄</translation>
    </message>
    <message>
        <source>Lines of text</source>
        <translation>텍스트 줄</translation>
    </message>
    <message>
        <source>No choice was taken back</source>
        <translation>되돌린 선택이 없습니다</translation>
    </message>
    <message>
        <source>Not as it is now, but as it was seen last.</source>
        <translation>현재 상태가 아니라 마지막으로 확인한 상태입니다.</translation>
    </message>
    <message>
        <source>Nothing differs.</source>
        <translation>다른 것이 없습니다.</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>현재</translation>
    </message>
    <message>
        <source>One line for each container: WORKLOAD TAG, WORKLOAD/CONTAINER TAG, IMAGE:TAG, or a table with column names. In the place of a tag: “latest”, or “build” for a new image.</source>
        <translation>컨테이너마다 한 줄: WORKLOAD TAG, WORKLOAD/CONTAINER TAG, IMAGE:TAG 또는 열 이름이 있는 표. 태그 자리에 “latest”, 새 이미지는 “build”를 쓸 수 있습니다.</translation>
    </message>
    <message>
        <source>One tag for all rows that have this image</source>
        <translation>이 이미지를 쓰는 모든 행에 같은 태그를 선택합니다</translation>
    </message>
    <message>
        <source>Paste or type lines above.</source>
        <translation>위에 줄을 붙여넣거나 입력하십시오.</translation>
    </message>
    <message>
        <source>Paste rows</source>
        <translation>행 붙여넣기</translation>
    </message>
    <message>
        <source>Paste rows…</source>
        <translation>행 붙여넣기…</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Redo choice</source>
        <translation>선택 다시 하기</translation>
    </message>
    <message>
        <source>Registries and pods are asked</source>
        <translation>레지스트리와 파드 조회 중</translation>
    </message>
    <message>
        <source>Registries and pods are asked. Nothing is changed.</source>
        <translation>레지스트리와 파드를 조회합니다. 변경되는 것은 없습니다.</translation>
    </message>
    <message>
        <source>Select a container in the grid</source>
        <translation>그리드에서 컨테이너를 선택하십시오</translation>
    </message>
    <message>
        <source>Select several containers first: Shift or Ctrl with a click, Shift with an arrow</source>
        <translation>먼저 컨테이너를 여러 개 선택하십시오: Shift 또는 Ctrl과 클릭, Shift와 화살표</translation>
    </message>
    <message>
        <source>Set for all rows of this image…</source>
        <translation>이 이미지의 모든 행에 설정…</translation>
    </message>
    <message>
        <source>Something changed meanwhile. Look at it once more.</source>
        <translation>그동안 변경된 것이 있습니다. 다시 확인하십시오.</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>태그</translation>
    </message>
    <message>
        <source>Tag for all rows of {image}</source>
        <translation>{image}의 모든 행을 위한 태그</translation>
    </message>
    <message>
        <source>Take the last choice back, also one of many rows</source>
        <translation>마지막 선택을 되돌립니다. 여러 행의 선택도 한 번에 되돌립니다</translation>
    </message>
    <message>
        <source>Taken back: {what}</source>
        <translation>되돌림: {what}</translation>
    </message>
    <message>
        <source>The choice of the first selected row for the others</source>
        <translation>선택한 첫 행의 선택을 나머지 행에 적용합니다</translation>
    </message>
    <message>
        <source>The workspace has no plan</source>
        <translation>작업 공간에 계획이 없습니다</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>변경 후</translation>
    </message>
    <message>
        <source>There is no choice to take back</source>
        <translation>되돌릴 선택이 없습니다</translation>
    </message>
    <message>
        <source>There is no other app map</source>
        <translation>다른 앱 맵이 없습니다</translation>
    </message>
    <message>
        <source>Type or pick a tag.</source>
        <translation>태그를 입력하거나 고르십시오.</translation>
    </message>
    <message>
        <source>Undo choice</source>
        <translation>선택 되돌리기</translation>
    </message>
    <message>
        <source>What the rows would become</source>
        <translation>행의 변경 예정 내용</translation>
    </message>
    <message>
        <source>What this brings…</source>
        <translation>바뀌는 내용…</translation>
    </message>
    <message>
        <source>What will be</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>back to what is deployed</source>
        <translation>배포된 것으로 되돌림</translation>
    </message>
    <message>
        <source>chosen already</source>
        <translation>이미 선택됨</translation>
    </message>
    <message>
        <source>deployed already</source>
        <translation>이미 배포됨</translation>
    </message>
    <message>
        <source>will run</source>
        <translation>실행 예정</translation>
    </message>
    <message>
        <source>{deployed} (chosen: {chosen})</source>
        <translation>{deployed} (선택: {chosen})</translation>
    </message>
    <message>
        <source>{n} container is selected</source>
        <translation>컨테이너 {n}개 선택됨</translation>
    </message>
    <message>
        <source>{n} container there has no counterpart here.</source>
        <translation>그곳의 컨테이너 {n}개는 여기에 대응하는 것이 없습니다.</translation>
    </message>
    <message>
        <source>{n} containers are selected</source>
        <translation>컨테이너 {n}개 선택됨</translation>
    </message>
    <message>
        <source>{n} containers there have no counterpart here.</source>
        <translation>그곳의 컨테이너 {n}개는 여기에 대응하는 것이 없습니다.</translation>
    </message>
    <message>
        <source>{n} row changed since and was left as it is</source>
        <translation>{n}개 행은 그 후 변경되어 그대로 두었습니다</translation>
    </message>
    <message>
        <source>{n} row chosen</source>
        <translation>{n}개 행 선택됨</translation>
    </message>
    <message>
        <source>{n} row could not run now</source>
        <translation>{n}개 행은 지금 실행할 수 없음</translation>
    </message>
    <message>
        <source>{n} row is back at its start value</source>
        <translation>행 {n}개를 초기값으로 되돌렸습니다</translation>
    </message>
    <message>
        <source>{n} rows are back at their start values</source>
        <translation>행 {n}개를 초기값으로 되돌렸습니다</translation>
    </message>
    <message>
        <source>{n} rows changed since and were left as they are</source>
        <translation>{n}개 행은 그 후 변경되어 그대로 두었습니다</translation>
    </message>
    <message>
        <source>{n} rows chosen</source>
        <translation>{n}개 행 선택됨</translation>
    </message>
    <message>
        <source>{n} rows could not run now</source>
        <translation>{n}개 행은 지금 실행할 수 없음</translation>
    </message>
    <message>
        <source>{n} thing cannot be taken</source>
        <translation>{n}개는 적용할 수 없음</translation>
    </message>
    <message>
        <source>{n} things cannot be taken</source>
        <translation>{n}개는 적용할 수 없음</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>Build</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>Built</source>
        <translation>빌드 시각</translation>
    </message>
    <message>
        <source>Changed at</source>
        <translation>변경 시각</translation>
    </message>
    <message>
        <source>Changed with</source>
        <translation>변경 도구</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>선택됨</translation>
    </message>
    <message>
        <source>Chosen digest</source>
        <translation>선택한 다이제스트</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Copy {name}</source>
        <translation>{name} 복사</translation>
    </message>
    <message>
        <source>Deployed</source>
        <translation>배포됨</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>다이제스트</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>클러스터 정보</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Log of {tag}</source>
        <translation>{tag}의 로그</translation>
    </message>
    <message>
        <source>Managed by</source>
        <translation>관리 주체</translation>
    </message>
    <message>
        <source>Newest runs of the build</source>
        <translation>빌드의 최근 실행</translation>
    </message>
    <message>
        <source>Our run</source>
        <translation>실행 ID</translation>
    </message>
    <message>
        <source>Protection</source>
        <translation>보호</translation>
    </message>
    <message>
        <source>Ready to run</source>
        <translation>실행 준비됨</translation>
    </message>
    <message>
        <source>Registry</source>
        <translation>레지스트리</translation>
    </message>
    <message>
        <source>Registry asked {age}</source>
        <translation>레지스트리 조회: {age}</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>롤아웃</translation>
    </message>
    <message>
        <source>Select a workload or container to see its image, who changed it, and why it can or cannot run.</source>
        <translation>워크로드나 컨테이너를 선택하면 이미지, 변경한 사람, 실행 가능 여부와 그 이유가 표시됩니다.</translation>
    </message>
    <message>
        <source>the list may not be complete</source>
        <translation>목록이 완전하지 않을 수 있음</translation>
    </message>
    <message>
        <source>{tag}, exactly this image</source>
        <translation>{tag}, 정확히 이 이미지</translation>
    </message>
</context>
<context>
    <name>EditPlan</name>
    <message>
        <source>&amp;Compare and take over…</source>
        <translation>비교하고 가져오기(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Description</source>
        <translation>설명(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Links, one in each line</source>
        <translation>링크, 한 줄에 하나(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Made anew</source>
        <translation>새로 만들어짐(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Notes</source>
        <translation>메모(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>제목(&amp;T)</translation>
    </message>
    <message>
        <source>A ne&amp;wer version</source>
        <translation>더 새로운 버전(&amp;W)</translation>
    </message>
    <message>
        <source>A ta&amp;g was moved</source>
        <translation>태그가 옮겨짐(&amp;G)</translation>
    </message>
    <message>
        <source>A tag names another image than when the plan was made</source>
        <translation>태그가 계획을 만들 때와 다른 이미지를 가리킵니다</translation>
    </message>
    <message>
        <source>Add a pause</source>
        <translation>일시 정지 추가</translation>
    </message>
    <message>
        <source>After</source>
        <translation>선행 단계</translation>
    </message>
    <message>
        <source>After a &amp;failure</source>
        <translation>실패 후(&amp;F)</translation>
    </message>
    <message>
        <source>After a failure</source>
        <translation>실패 후</translation>
    </message>
    <message>
        <source>After wave</source>
        <translation>웨이브 이후</translation>
    </message>
    <message>
        <source>An &amp;image was changed</source>
        <translation>이미지가 변경됨(&amp;I)</translation>
    </message>
    <message>
        <source>Another image is there than when the plan was made</source>
        <translation>계획을 만들 때와 다른 이미지가 있습니다</translation>
    </message>
    <message>
        <source>App map</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>As the plan says</source>
        <translation>계획의 설정대로</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>질문</translation>
    </message>
    <message>
        <source>Ask: a person has to agree before the plan runs.</source>
        <translation>질문: 계획을 실행하기 전에 사람이 동의해야 합니다.</translation>
    </message>
    <message>
        <source>Begin nothing more</source>
        <translation>더 시작하지 않음</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>변경</translation>
    </message>
    <message>
        <source>Description, for the labels of built images</source>
        <translation>설명, 빌드된 이미지의 레이블용</translation>
    </message>
    <message>
        <source>Edit plan {name}</source>
        <translation>계획 {name} 편집</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Go on with what does not need it</source>
        <translation>관련 없는 단계는 계속</translation>
    </message>
    <message>
        <source>Go on: the step runs all the same.</source>
        <translation>계속: 단계를 그대로 실행합니다.</translation>
    </message>
    <message>
        <source>Goes into the labels of the images that this plan builds</source>
        <translation>이 계획이 빌드하는 이미지의 레이블에 들어갑니다</translation>
    </message>
    <message>
        <source>Limit (s)</source>
        <translation>제한(초)</translation>
    </message>
    <message>
        <source>Limit of a &amp;rollout (s)</source>
        <translation>롤아웃 제한 시간(초)(&amp;R)</translation>
    </message>
    <message>
        <source>Limit of a rollout in seconds</source>
        <translation>롤아웃 제한 시간(초 단위)</translation>
    </message>
    <message>
        <source>Links, one in each line</source>
        <translation>링크, 한 줄에 하나</translation>
    </message>
    <message>
        <source>No picture: the order has mistakes.</source>
        <translation>그림 없음: 순서에 오류가 있습니다.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Nothing was changed</source>
        <translation>변경된 내용이 없습니다</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>순서</translation>
    </message>
    <message>
        <source>Pauses</source>
        <translation>일시 정지</translation>
    </message>
    <message>
        <source>Pauses for a person</source>
        <translation>확인을 위한 일시 정지</translation>
    </message>
    <message>
        <source>Put back what was changed</source>
        <translation>변경한 내용을 되돌림</translation>
    </message>
    <message>
        <source>Remove the pause</source>
        <translation>일시 정지 제거</translation>
    </message>
    <message>
        <source>Rollouts side &amp;by side</source>
        <translation>동시 롤아웃 수(&amp;B)</translation>
    </message>
    <message>
        <source>Rollouts side by side</source>
        <translation>동시 롤아웃 수</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Select a pause</source>
        <translation>일시 정지를 선택하십시오</translation>
    </message>
    <message>
        <source>Select a step</source>
        <translation>단계를 선택하십시오</translation>
    </message>
    <message>
        <source>So many rollouts are at work side by side on each cluster</source>
        <translation>클러스터마다 동시에 진행되는 롤아웃 수</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>머무르기</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Steps of the plan</source>
        <translation>계획의 단계</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Stop: the step cannot run, and with it the plan is refused before any change. The rest runs only where it is said that what cannot run is left out.</source>
        <translation>중지: 단계를 실행할 수 없으며, 변경 전에 계획 전체가 거부됩니다. 실행할 수 없는 것을 제외하도록 지정한 경우에만 나머지를 실행합니다.</translation>
    </message>
    <message>
        <source>Take the step out of the plan</source>
        <translation>계획에서 단계 제거</translation>
    </message>
    <message>
        <source>The changes of the other are in here now. Look at them, then save.</source>
        <translation>다른 사람의 변경 사항이 여기에 반영되었습니다. 확인한 뒤 저장하십시오.</translation>
    </message>
    <message>
        <source>The file was deleted or renamed by somebody else. Save makes it anew.</source>
        <translation>다른 사람이 파일을 삭제했거나 이름을 바꾸었습니다. 저장하면 새로 만들어집니다.</translation>
    </message>
    <message>
        <source>The plan cannot be read</source>
        <translation>계획을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>The plan was changed here and is not saved.</source>
        <translation>계획이 변경되었지만 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>The workload was deleted and made anew</source>
        <translation>워크로드가 삭제되고 새로 만들어졌습니다</translation>
    </message>
    <message>
        <source>There are two pauses after wave {n}.</source>
        <translation>웨이브 {n} 이후에 일시 정지가 두 개 있습니다.</translation>
    </message>
    <message>
        <source>There is a newer version than the one that Latest meant</source>
        <translation>최신이 가리키던 것보다 더 새로운 버전이 있습니다</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>버리기</translation>
    </message>
    <message>
        <source>Throw the changes away?</source>
        <translation>변경 내용을 버리시겠습니까?</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>Wave</source>
        <translation>웨이브</translation>
    </message>
    <message>
        <source>What is asked</source>
        <translation>질문 내용</translation>
    </message>
    <message>
        <source>When it is not as expected</source>
        <translation>예상과 다를 때</translation>
    </message>
    <message>
        <source>Workload</source>
        <translation>워크로드</translation>
    </message>
    <message>
        <source>Workloads that must have ended well before, with commas between them</source>
        <translation>먼저 정상 종료되어야 하는 워크로드, 쉼표로 구분</translation>
    </message>
    <message>
        <source>as the workspace</source>
        <translation>작업 공간 설정</translation>
    </message>
    <message>
        <source>new image of “{build}”</source>
        <translation>“{build}” 빌드의 새 이미지</translation>
    </message>
</context>
<context>
    <name>EnginesForm</name>
    <message>
        <source>&amp;Test</source>
        <translation>테스트(&amp;T)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Builds with</source>
        <translation>빌드 방식</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>변경 취소</translation>
    </message>
    <message>
        <source>Docker context</source>
        <translation>Docker 컨텍스트</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>엔진</translation>
    </message>
    <message>
        <source>Name of the builder</source>
        <translation>빌더 이름</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>이 컴퓨터에서</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>unix:///var/run/docker.sock or tcp://host:2376</source>
        <translation>unix:///var/run/docker.sock 또는 tcp://host:2376</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>Open a workspace folder</source>
        <translation>작업 공간 폴더 열기</translation>
    </message>
</context>
<context>
    <name>FirstStartForm</name>
    <message>
        <source>A folder with clusters, builds and plans, which a team may share by git.</source>
        <translation>클러스터, 빌드, 계획이 들어 있는 폴더입니다. 팀에서 git으로 공유할 수 있습니다.</translation>
    </message>
    <message>
        <source>A made-up shop with builds and workloads in memory. Nothing outside is touched.</source>
        <translation>빌드와 워크로드를 메모리에 갖춘 가상의 쇼핑몰입니다. 외부에는 아무 영향이 없습니다.</translation>
    </message>
    <message>
        <source>Add a cluster</source>
        <translation>클러스터 추가</translation>
    </message>
    <message>
        <source>Add from kubeconfig</source>
        <translation>kubeconfig에서 추가</translation>
    </message>
    <message>
        <source>Add from kubeconfig…</source>
        <translation>kubeconfig에서 추가…</translation>
    </message>
    <message>
        <source>Choose for each container which image should run, check it, and roll it out. Begin with one of these:</source>
        <translation>컨테이너마다 실행할 이미지를 선택하고, 점검하고, 롤아웃합니다. 다음 중 하나로 시작하십시오.</translation>
    </message>
    <message>
        <source>Open a folder</source>
        <translation>폴더 열기</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>폴더 열기…</translation>
    </message>
    <message>
        <source>Open a workspace</source>
        <translation>작업 공간 열기</translation>
    </message>
    <message>
        <source>Open the sandbox</source>
        <translation>샌드박스 열기</translation>
    </message>
    <message>
        <source>Pick a context of your kubeconfig and a namespace. Nothing is changed by looking.</source>
        <translation>kubeconfig의 컨텍스트와 네임스페이스를 선택합니다. 조회만으로는 아무것도 변경되지 않습니다.</translation>
    </message>
    <message>
        <source>Try the sandbox</source>
        <translation>샌드박스 사용해 보기</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>환영합니다</translation>
    </message>
    <message>
        <source>Welcome to Desktop Pipeline</source>
        <translation>Desktop Pipeline에 오신 것을 환영합니다</translation>
    </message>
</context>
<context>
    <name>Grid</name>
    <message>
        <source>A new image is built and deployed</source>
        <translation>새 이미지를 빌드하여 배포합니다</translation>
    </message>
    <message>
        <source>Appointed</source>
        <translation>지정</translation>
    </message>
    <message>
        <source>As seen {age}.</source>
        <translation>{age} 확인한 상태입니다.</translation>
    </message>
    <message>
        <source>Build &amp; Deployment</source>
        <translation>빌드 및 배포</translation>
    </message>
    <message>
        <source>Build: newest run {tag}, {state}</source>
        <translation>빌드: 최근 실행 {tag}, {state}</translation>
    </message>
    <message>
        <source>Build: {state}</source>
        <translation>빌드: {state}</translation>
    </message>
    <message>
        <source>Click to see its log.</source>
        <translation>클릭하면 로그가 표시됩니다.</translation>
    </message>
    <message>
        <source>Container {container}, image {image}</source>
        <translation>컨테이너 {container}, 이미지 {image}</translation>
    </message>
    <message>
        <source>Deployed {version}, {state}</source>
        <translation>배포된 버전 {version}, {state}</translation>
    </message>
    <message>
        <source>Deployed: {version}</source>
        <translation>배포됨: {version}</translation>
    </message>
    <message>
        <source>Exactly this image: {digest}</source>
        <translation>정확히 이 이미지: {digest}</translation>
    </message>
    <message>
        <source>Execute</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Execute, not ticked</source>
        <translation>실행, 선택 안 됨</translation>
    </message>
    <message>
        <source>Execute, ticked</source>
        <translation>실행, 선택됨</translation>
    </message>
    <message>
        <source>How the version to deploy is chosen</source>
        <translation>배포할 버전을 선택하는 방법</translation>
    </message>
    <message>
        <source>Image Tag</source>
        <translation>이미지 태그</translation>
    </message>
    <message>
        <source>Image Tag of {container}</source>
        <translation>{container}의 이미지 태그</translation>
    </message>
    <message>
        <source>Image Tag of {container}: {tag}</source>
        <translation>{container}의 이미지 태그: {tag}</translation>
    </message>
    <message>
        <source>Last changed with {tool}</source>
        <translation>마지막 변경 도구: {tool}</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>최신</translation>
    </message>
    <message>
        <source>Made by the build “{build}”. Click to edit it.</source>
        <translation>빌드 “{build}”에서 만듭니다. 클릭하면 편집할 수 있습니다.</translation>
    </message>
    <message>
        <source>Managed by {tool}: it may undo what is changed here</source>
        <translation>{tool}에서 관리함: 여기에서 변경한 내용이 되돌려질 수 있습니다</translation>
    </message>
    <message>
        <source>Mode of {container}</source>
        <translation>{container}의 모드</translation>
    </message>
    <message>
        <source>Mode of {container}: {mode}</source>
        <translation>{container}의 모드: {mode}</translation>
    </message>
    <message>
        <source>Newest version of {container}: {tag}</source>
        <translation>{container}의 최신 버전: {tag}</translation>
    </message>
    <message>
        <source>No image of this build is known in the registry.</source>
        <translation>레지스트리에서 확인된 이 빌드의 이미지가 없습니다.</translation>
    </message>
    <message>
        <source>Not live: {age}</source>
        <translation>현재 상태 아님: {age}</translation>
    </message>
    <message>
        <source>Pick a version</source>
        <translation>버전 선택</translation>
    </message>
    <message>
        <source>Pipelines: workloads and their containers</source>
        <translation>파이프라인: 워크로드와 컨테이너</translation>
    </message>
    <message>
        <source>Put back what {name} ran before the last run (Ctrl+U)</source>
        <translation>{name}: 마지막 실행 이전 상태로 되돌립니다 (Ctrl+U)</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>지금 실행</translation>
    </message>
    <message>
        <source>Run what is chosen for {name} (Ctrl+Enter)</source>
        <translation>{name}에 대해 지정한 내용을 실행합니다(Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Run {name}</source>
        <translation>{name} 실행</translation>
    </message>
    <message>
        <source>Start a job of {name} now</source>
        <translation>{name}의 Job을 지금 시작</translation>
    </message>
    <message>
        <source>Start a job of {name} now, beside its schedule (Ctrl+J)</source>
        <translation>일정과 별도로 {name}의 Job을 지금 시작합니다 (Ctrl+J)</translation>
    </message>
    <message>
        <source>The choice is from an earlier start and must be confirmed.</source>
        <translation>이전 세션에서 선택한 내용이므로 확인이 필요합니다.</translation>
    </message>
    <message>
        <source>The held plan “{title}” changes this container once it starts.</source>
        <translation>대기 중인 계획 “{title}”에서 시작하면 이 컨테이너를 변경합니다.</translation>
    </message>
    <message>
        <source>The list may not be complete.</source>
        <translation>목록이 완전하지 않을 수 있습니다.</translation>
    </message>
    <message>
        <source>The registry is being asked for its tags. Any tag can be typed.</source>
        <translation>레지스트리에서 태그를 조회하는 중입니다. 태그를 직접 입력할 수도 있습니다.</translation>
    </message>
    <message>
        <source>The tag “{tag}” is not what runs: the digest beside it is that of {version}. The digest counts.</source>
        <translation>태그 “{tag}”은(는) 실제로 실행되는 이미지가 아닙니다. 함께 지정된 다이제스트는 {version}의 것이며, 다이제스트가 우선합니다.</translation>
    </message>
    <message>
        <source>The workload was deleted and made anew since this was chosen.</source>
        <translation>선택한 뒤 워크로드가 삭제되고 다시 만들어졌습니다.</translation>
    </message>
    <message>
        <source>This build cannot run: {why}</source>
        <translation>이 빌드를 실행할 수 없습니다: {why}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Undo the last run of {name}</source>
        <translation>{name}의 마지막 실행 되돌리기</translation>
    </message>
    <message>
        <source>Version of {container}</source>
        <translation>{container}의 버전</translation>
    </message>
    <message>
        <source>Version of {container}: {tag}</source>
        <translation>{container}의 버전: {tag}</translation>
    </message>
    <message>
        <source>When it was chosen, {image} was deployed here. Somebody changed it since.</source>
        <translation>선택할 때 여기에는 {image} 이미지가 배포되어 있었습니다. 그 뒤 다른 사람이 변경했습니다.</translation>
    </message>
    <message>
        <source>a new image</source>
        <translation>새 이미지</translation>
    </message>
    <message>
        <source>an image version</source>
        <translation>이미지 버전</translation>
    </message>
    <message>
        <source>build</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>실행자: {name}</translation>
    </message>
    <message>
        <source>changed since chosen</source>
        <translation>선택 후 변경됨</translation>
    </message>
    <message>
        <source>deploy</source>
        <translation>배포</translation>
    </message>
    <message>
        <source>deployed</source>
        <translation>배포됨</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>비어 있음</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>정확히</translation>
    </message>
    <message>
        <source>from an earlier start</source>
        <translation>이전 세션</translation>
    </message>
    <message>
        <source>held</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>init</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>no run yet</source>
        <translation>실행 없음</translation>
    </message>
    <message>
        <source>no such tag</source>
        <translation>없는 태그</translation>
    </message>
    <message>
        <source>none</source>
        <translation>없음</translation>
    </message>
    <message>
        <source>not in the list of {age}</source>
        <translation>{age} 목록에 없음</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>other repository</source>
        <translation>다른 저장소</translation>
    </message>
    <message>
        <source>sidecar</source>
        <translation>사이드카</translation>
    </message>
    <message>
        <source>tag moved</source>
        <translation>태그 이동됨</translation>
    </message>
    <message>
        <source>version gone</source>
        <translation>버전 없음</translation>
    </message>
    <message>
        <source>will run</source>
        <translation>실행 예정</translation>
    </message>
    <message>
        <source>{kind} {name}, {status} {counts}</source>
        <translation>{kind} {name}, {status} {counts}</translation>
    </message>
    <message>
        <source>{n} active</source>
        <translation>활성 {n}개</translation>
    </message>
    <message>
        <source>“latest” is fetched again and the pods are restarted</source>
        <translation>“latest”를 다시 가져오고 파드를 다시 시작합니다</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Everything is in memory; nothing real is touched.</source>
        <translation>모든 것이 메모리에만 있으며 실제 환경에는 영향이 없습니다.</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>샌드박스</translation>
    </message>
    <message>
        <source>nothing seen yet</source>
        <translation>아직 조회되지 않음</translation>
    </message>
    <message>
        <source>seen {age}</source>
        <translation>{age} 확인</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>&amp;Delete</source>
        <translation>삭제(&amp;D)</translation>
    </message>
    <message>
        <source>Both runs had the same recipe.</source>
        <translation>두 실행의 레시피가 같습니다.</translation>
    </message>
    <message>
        <source>Build</source>
        <translation>빌드</translation>
    </message>
    <message>
        <source>By</source>
        <translation>실행자</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Choose a run.</source>
        <translation>실행을 선택하십시오.</translation>
    </message>
    <message>
        <source>Choose two runs, the second with Ctrl.</source>
        <translation>실행 두 개를 선택하십시오. 두 번째는 Ctrl을 누른 채 선택합니다.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>날짜</translation>
    </message>
    <message>
        <source>Delete the &amp;image from the registry too</source>
        <translation>레지스트리의 이미지도 삭제(&amp;I)</translation>
    </message>
    <message>
        <source>Delete {tag}?</source>
        <translation>{tag} 삭제?</translation>
    </message>
    <message>
        <source>Deleting {tag}…</source>
        <translation>{tag} 삭제 중…</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>Difference of the recipes</source>
        <translation>레시피의 차이</translation>
    </message>
    <message>
        <source>Digest</source>
        <translation>다이제스트</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>소요 시간</translation>
    </message>
    <message>
        <source>Failed task</source>
        <translation>실패한 작업</translation>
    </message>
    <message>
        <source>From {old} to {new}</source>
        <translation>{old}에서 {new}(으)로</translation>
    </message>
    <message>
        <source>Image tag</source>
        <translation>이미지 태그</translation>
    </message>
    <message>
        <source>No runs yet</source>
        <translation>아직 실행이 없습니다</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>번호</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>크기</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Task {number}: {kind}</source>
        <translation>작업 {number}: {kind}</translation>
    </message>
    <message>
        <source>The image is deleted by its digest. These tags go with it: {tags}</source>
        <translation>이미지는 다이제스트로 삭제됩니다. 함께 삭제되는 태그: {tags}</translation>
    </message>
    <message>
        <source>The image is in use, and stays: {users}</source>
        <translation>이미지가 사용 중이어서 남습니다: {users}</translation>
    </message>
    <message>
        <source>The image stays, for it is not known whether these app maps use it: {maps}. Open them once.</source>
        <translation>다음 앱 맵에서 사용하는지 알 수 없어 이미지는 남습니다: {maps}. 한 번 열어 보십시오.</translation>
    </message>
    <message>
        <source>The log of this run is on another workstation.</source>
        <translation>이 실행의 로그는 다른 워크스테이션에 있습니다.</translation>
    </message>
    <message>
        <source>The recipe of a run is known where it ran only.</source>
        <translation>실행의 레시피는 실행된 곳에서만 알 수 있습니다.</translation>
    </message>
    <message>
        <source>The run leaves the history of this computer. No image is deleted.</source>
        <translation>이 컴퓨터의 기록에서 실행이 삭제됩니다. 이미지는 삭제되지 않습니다.</translation>
    </message>
    <message>
        <source>There is nothing here that could be deleted.</source>
        <translation>여기에는 삭제할 것이 없습니다.</translation>
    </message>
    <message>
        <source>This build has not run yet.</source>
        <translation>이 빌드는 아직 실행되지 않았습니다.</translation>
    </message>
    <message>
        <source>This run has no image in the registry, and nothing of it is on this computer.</source>
        <translation>이 실행은 레지스트리에 이미지가 없고 이 컴퓨터에도 남은 것이 없습니다.</translation>
    </message>
    <message>
        <source>This run is still at work. Stop it first.</source>
        <translation>이 실행은 아직 진행 중입니다. 먼저 중지하십시오.</translation>
    </message>
    <message>
        <source>This run stands in the history because of its image.</source>
        <translation>이 실행은 이미지 때문에 기록에 있습니다.</translation>
    </message>
    <message>
        <source>What is known of the app maps is as it was {ago} or later.</source>
        <translation>앱 맵에 대한 정보는 {ago} 또는 그 이후의 것입니다.</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>외 {n}개</translation>
    </message>
    <message>
        <source>registry seen {ago}</source>
        <translation>레지스트리 조회: {ago}</translation>
    </message>
    <message>
        <source>the list is not complete</source>
        <translation>목록이 완전하지 않음</translation>
    </message>
    <message>
        <source>{n} run</source>
        <translation>실행 {n}개</translation>
    </message>
    <message>
        <source>{n} runs</source>
        <translation>실행 {n}개</translation>
    </message>
    <message>
        <source>{tag} was deleted.</source>
        <translation>{tag}이(가) 삭제되었습니다.</translation>
    </message>
</context>
<context>
    <name>Hold</name>
    <message>
        <source>&amp;Copy</source>
        <translation>복사(&amp;C)</translation>
    </message>
    <message>
        <source>A timer has nobody to ask at the pauses of the plan. Tick that it goes past them.</source>
        <translation>타이머에서는 계획의 일시 정지에 답할 사람이 없습니다. 일시 정지를 통과하도록 선택하십시오.</translation>
    </message>
    <message>
        <source>Afterwards the plan is missed, and nothing is started</source>
        <translation>이후에는 계획이 놓친 것으로 처리되고 아무것도 시작되지 않습니다</translation>
    </message>
    <message>
        <source>Ar&amp;m</source>
        <translation>대기 시작(&amp;M)</translation>
    </message>
    <message>
        <source>Arm again…</source>
        <translation>다시 대기시키기…</translation>
    </message>
    <message>
        <source>Confirm that you want this change</source>
        <translation>이 변경을 원한다고 확인하십시오</translation>
    </message>
    <message>
        <source>Copy the line for systemd</source>
        <translation>systemd용 명령 복사</translation>
    </message>
    <message>
        <source>Disarm</source>
        <translation>대기 해제</translation>
    </message>
    <message>
        <source>Does not stop it: {what}.</source>
        <translation>멈추게 하지 않는 것: {what}.</translation>
    </message>
    <message>
        <source>Earliest start</source>
        <translation>가장 이른 시작</translation>
    </message>
    <message>
        <source>Everything is there: “{title}” is being started.</source>
        <translation>모두 준비되었습니다. “{title}” 시작 중입니다.</translation>
    </message>
    <message>
        <source>Everything that it had changed was put back.</source>
        <translation>변경한 내용을 모두 되돌렸습니다.</translation>
    </message>
    <message>
        <source>Execute when connected</source>
        <translation>연결되면 실행</translation>
    </message>
    <message>
        <source>Go past the pauses of the plan without asking</source>
        <translation>계획의 일시 중지를 묻지 않고 통과</translation>
    </message>
    <message>
        <source>Held plan {title}</source>
        <translation>대기 중인 계획 {title}</translation>
    </message>
    <message>
        <source>Is left out, and the rest runs: {what}.</source>
        <translation>제외하고 나머지를 실행하는 것: {what}.</translation>
    </message>
    <message>
        <source>It is too late: the plan is being run.</source>
        <translation>너무 늦었습니다. 계획이 실행되고 있습니다.</translation>
    </message>
    <message>
        <source>It waits for: {conditions}. When all of them answer it starts by itself: first pre-flight, then the run.</source>
        <translation>기다리는 대상: {conditions}. 모두 응답하면 스스로 시작합니다. 먼저 사전 점검, 다음에 실행입니다.</translation>
    </message>
    <message>
        <source>Latest start</source>
        <translation>가장 늦은 시작</translation>
    </message>
    <message>
        <source>Leave out what cannot run then, and run the &amp;rest</source>
        <translation>그때 실행할 수 없는 것은 제외하고 나머지 실행(&amp;R)</translation>
    </message>
    <message>
        <source>Line for a timer of systemd</source>
        <translation>systemd 타이머용 명령</translation>
    </message>
    <message>
        <source>None: at the pauses nobody would be there to ask</source>
        <translation>없음: 일시 정지에서 답할 사람이 없습니다</translation>
    </message>
    <message>
        <source>Not &amp;after</source>
        <translation>늦어도(&amp;A)</translation>
    </message>
    <message>
        <source>Not &amp;before</source>
        <translation>빨라도(&amp;B)</translation>
    </message>
    <message>
        <source>Nothing of what it had changed was put back: see the run {run}.</source>
        <translation>변경한 내용 중 되돌린 것이 없습니다. {run} 실행을 확인하십시오.</translation>
    </message>
    <message>
        <source>Of what it had changed {n} of {count} were put back: see the run {run}.</source>
        <translation>변경한 {count}개 중 {n}개를 되돌렸습니다. {run} 실행을 확인하십시오.</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>치우기</translation>
    </message>
    <message>
        <source>Run now instead…</source>
        <translation>대신 지금 실행…</translation>
    </message>
    <message>
        <source>Send the files of a build also when they are over the limit</source>
        <translation>빌드의 파일이 한도를 넘어도 전송</translation>
    </message>
    <message>
        <source>Show the run</source>
        <translation>실행 보기</translation>
    </message>
    <message>
        <source>Start also when pre-flight has &amp;warnings</source>
        <translation>사전 점검에 경고가 있어도 시작(&amp;W)</translation>
    </message>
    <message>
        <source>Stops it before any change: {what}.</source>
        <translation>변경하기 전에 멈추게 하는 것: {what}.</translation>
    </message>
    <message>
        <source>The app map is read-only</source>
        <translation>앱 맵이 읽기 전용입니다</translation>
    </message>
    <message>
        <source>The passwords that it needs are read from the keyring…</source>
        <translation>필요한 암호를 키링에서 읽는 중…</translation>
    </message>
    <message>
        <source>The plan cannot be armed again</source>
        <translation>계획을 다시 대기시킬 수 없음</translation>
    </message>
    <message>
        <source>The plan was not disarmed</source>
        <translation>계획의 대기가 해제되지 않았습니다</translation>
    </message>
    <message>
        <source>There is no file to look at. Bring it back, or disarm the plan.</source>
        <translation>확인할 파일이 없습니다. 파일을 되돌려 놓거나 계획의 대기를 해제하십시오.</translation>
    </message>
    <message>
        <source>This program must be running: while it is closed nothing starts. A timer of systemd does it without the window, from a saved plan:</source>
        <translation>이 프로그램이 실행 중이어야 합니다. 닫혀 있는 동안에는 아무것도 시작되지 않습니다. 저장된 계획이라면 systemd 타이머가 창 없이 실행할 수 있습니다:</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>시간대</translation>
    </message>
    <message>
        <source>What has changed until then is left out, and the rest runs.</source>
        <translation>그때까지 달라진 것은 제외하고 나머지를 실행합니다.</translation>
    </message>
    <message>
        <source>What has changed until then stops it before any change.</source>
        <translation>그때까지 달라진 것이 있으면 변경하기 전에 멈춥니다.</translation>
    </message>
    <message>
        <source>What it had changed is being put back.</source>
        <translation>변경한 내용을 되돌리는 중입니다.</translation>
    </message>
    <message>
        <source>a newer version</source>
        <translation>더 새로운 버전</translation>
    </message>
    <message>
        <source>a tag that was moved</source>
        <translation>옮겨진 태그</translation>
    </message>
    <message>
        <source>a tag that was moved away from exactly the wanted image</source>
        <translation>원하는 바로 그 이미지에서 옮겨진 태그</translation>
    </message>
    <message>
        <source>a workload or container that is gone</source>
        <translation>없어진 워크로드나 컨테이너</translation>
    </message>
    <message>
        <source>a workload that was made anew</source>
        <translation>새로 만들어진 워크로드</translation>
    </message>
    <message>
        <source>an image that others changed</source>
        <translation>다른 사람이 변경한 이미지</translation>
    </message>
    <message>
        <source>and {n} more</source>
        <translation>외 {n}개</translation>
    </message>
    <message>
        <source>cluster {name}</source>
        <translation>클러스터 {name}</translation>
    </message>
    <message>
        <source>engine {name}</source>
        <translation>엔진 {name}</translation>
    </message>
    <message>
        <source>from {begin} on ({zone})</source>
        <translation>{begin}부터 ({zone})</translation>
    </message>
    <message>
        <source>from {begin} to {end} ({zone})</source>
        <translation>{begin}부터 {end}까지 ({zone})</translation>
    </message>
    <message>
        <source>registry {name}</source>
        <translation>레지스트리 {name}</translation>
    </message>
    <message>
        <source>the engine of this computer</source>
        <translation>이 컴퓨터의 엔진</translation>
    </message>
    <message>
        <source>until {end} ({zone})</source>
        <translation>{end}까지 ({zone})</translation>
    </message>
    <message>
        <source>{n} more held plan</source>
        <translation>대기 중인 계획 {n}개 더 있음</translation>
    </message>
    <message>
        <source>{n} more held plans</source>
        <translation>대기 중인 계획 {n}개 더 있음</translation>
    </message>
    <message>
        <source>{n} plan waits, and starts by itself</source>
        <translation>계획 {n}개가 대기 중이며 스스로 시작합니다</translation>
    </message>
    <message>
        <source>{n} plans wait, and start by themselves</source>
        <translation>계획 {n}개가 대기 중이며 스스로 시작합니다</translation>
    </message>
    <message>
        <source>“{title}” has started by itself, and did not end well: {state}.</source>
        <translation>“{title}” 계획이 스스로 시작했으나 정상적으로 끝나지 않았습니다: {state}.</translation>
    </message>
    <message>
        <source>“{title}” has started by itself, without {left}.</source>
        <translation>“{title}” 계획이 스스로 시작했습니다. 제외된 항목: {left}.</translation>
    </message>
    <message>
        <source>“{title}” has started by itself.</source>
        <translation>“{title}” 계획이 스스로 시작되었습니다.</translation>
    </message>
    <message>
        <source>“{title}” waits, and starts by itself {window}.</source>
        <translation>“{title}” 계획이 대기 중이며 스스로 시작합니다. 시간: {window}</translation>
    </message>
    <message>
        <source>“{title}” waits, and starts by itself.</source>
        <translation>“{title}” 계획이 대기 중이며 스스로 시작합니다.</translation>
    </message>
    <message>
        <source>“{title}” waits, but does not start:</source>
        <translation>“{title}” 계획이 대기 중이지만 시작하지 않습니다:</translation>
    </message>
    <message>
        <source>“{title}” was missed.</source>
        <translation>“{title}” 계획을 놓쳤습니다.</translation>
    </message>
    <message>
        <source>“{title}” was refused before any change:</source>
        <translation>“{title}” 계획이 변경 전에 거부되었습니다:</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>&amp;Begin with it</source>
        <translation>이것으로 시작(&amp;B)</translation>
    </message>
    <message>
        <source>A folder with a Dockerfile or a compose file</source>
        <translation>Dockerfile 또는 compose 파일이 있는 폴더</translation>
    </message>
    <message>
        <source>Builds in this folder</source>
        <translation>이 폴더의 빌드</translation>
    </message>
    <message>
        <source>Builds in {folder}</source>
        <translation>{folder}의 빌드</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Code: {url} {ref}</source>
        <translation>코드: {url} {ref}</translation>
    </message>
    <message>
        <source>Context: {context}, Dockerfile: {dockerfile}</source>
        <translation>컨텍스트: {context}, Dockerfile: {dockerfile}</translation>
    </message>
    <message>
        <source>Everything is carried over.</source>
        <translation>모두 옮겨집니다.</translation>
    </message>
    <message>
        <source>Image: {image}, version {version}</source>
        <translation>이미지: {image}, 버전 {version}</translation>
    </message>
    <message>
        <source>New build from a folder</source>
        <translation>폴더에서 새 빌드</translation>
    </message>
    <message>
        <source>This folder cannot be taken</source>
        <translation>이 폴더를 사용할 수 없습니다</translation>
    </message>
    <message>
        <source>To be known:</source>
        <translation>알아 둘 점:</translation>
    </message>
    <message>
        <source>What it becomes, and what is not carried over</source>
        <translation>만들어지는 것과 옮겨지지 않는 것</translation>
    </message>
</context>
<context>
    <name>KeyValues</name>
    <message>
        <source>A value has no name.</source>
        <translation>이름이 없는 값이 있습니다.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>이름</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>값</translation>
    </message>
    <message>
        <source>“{name}” is there twice.</source>
        <translation>“{name}”이(가) 두 번 있습니다.</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>Nobody has asked since then.</source>
        <translation>그 뒤로 조회하지 않았습니다.</translation>
    </message>
    <message>
        <source>being asked</source>
        <translation>조회 중</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>연결 중…</translation>
    </message>
    <message>
        <source>forbidden</source>
        <translation>권한 없음</translation>
    </message>
    <message>
        <source>live</source>
        <translation>연결됨</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>연결되지 않음</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>오래된 정보</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>연결할 수 없음</translation>
    </message>
    <message>
        <source>{name}: {state}</source>
        <translation>{name}: {state}</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n}개 더</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Log of {name}</source>
        <translation>{name}의 로그</translation>
    </message>
    <message>
        <source>No line of this log tells of an error.</source>
        <translation>이 로그에는 오류를 알리는 줄이 없습니다.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>찾을 수 없음</translation>
    </message>
    <message>
        <source>Save the log</source>
        <translation>로그 저장</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>{path}에 저장됨</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>저장 중…</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>검색 중…</translation>
    </message>
    <message>
        <source>Show when each line was written (Ctrl+T)</source>
        <translation>각 줄이 기록된 시각 표시(Ctrl+T)</translation>
    </message>
    <message>
        <source>That is too much for the clipboard. Save the log as a file instead.</source>
        <translation>클립보드에 복사하기에는 너무 큽니다. 대신 로그를 파일로 저장하십시오.</translation>
    </message>
    <message>
        <source>The log could not be saved: {why}</source>
        <translation>로그를 저장할 수 없습니다: {why}</translation>
    </message>
    <message>
        <source>This log is not here: it stays where the run was, and old ones are swept.</source>
        <translation>이 로그는 여기 없습니다. 실행된 곳에 남아 있으며 오래된 것은 정리됩니다.</translation>
    </message>
    <message>
        <source>Waiting for the first line…</source>
        <translation>첫 줄을 기다리는 중…</translation>
    </message>
    <message>
        <source>When its lines were written was not kept with this log.</source>
        <translation>이 로그에는 줄이 기록된 시각이 저장되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>전체 실행</translation>
    </message>
    <message>
        <source>{count} line</source>
        <translation>{count}줄</translation>
    </message>
    <message>
        <source>{count} lines</source>
        <translation>{count}줄</translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation>{place}/{total}</translation>
    </message>
    <message>
        <source>“{text}” is no regular expression: {why}</source>
        <translation>“{text}”은(는) 정규식이 아닙니다: {why}</translation>
    </message>
</context>
<context>
    <name>LogViewForm</name>
    <message>
        <source>Copy</source>
        <translation>복사</translation>
    </message>
    <message>
        <source>Copy the selected lines (Ctrl+C)</source>
        <translation>선택한 줄 복사(Ctrl+C)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Find in log</source>
        <translation>로그에서 찾기</translation>
    </message>
    <message>
        <source>Find in log (Ctrl+F)</source>
        <translation>로그에서 찾기(Ctrl+F)</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>따라가기</translation>
    </message>
    <message>
        <source>Jump back to error</source>
        <translation>이전 오류로 이동</translation>
    </message>
    <message>
        <source>Jump to error</source>
        <translation>오류로 이동</translation>
    </message>
    <message>
        <source>Jump to the line before that tells of an error (Ctrl+Shift+E)</source>
        <translation>오류를 알리는 이전 줄로 이동(Ctrl+Shift+E)</translation>
    </message>
    <message>
        <source>Jump to the next line that tells of an error (Ctrl+E)</source>
        <translation>다음 오류 줄로 이동(Ctrl+E)</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>Next hit</source>
        <translation>다음 결과</translation>
    </message>
    <message>
        <source>Next hit (F3)</source>
        <translation>다음 결과(F3)</translation>
    </message>
    <message>
        <source>Part of the log</source>
        <translation>로그의 부분</translation>
    </message>
    <message>
        <source>Previous hit</source>
        <translation>이전 결과</translation>
    </message>
    <message>
        <source>Previous hit (Shift+F3)</source>
        <translation>이전 결과(Shift+F3)</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>다른 이름으로 저장</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>다른 이름으로 저장…</translation>
    </message>
    <message>
        <source>Save the whole log as a plain text file, with times when they are shown (Ctrl+S)</source>
        <translation>전체 로그를 일반 텍스트 파일로 저장, 시각이 표시되어 있으면 시각 포함(Ctrl+S)</translation>
    </message>
    <message>
        <source>Show only lines that match</source>
        <translation>일치하는 줄만 표시</translation>
    </message>
    <message>
        <source>Show only lines that match: the text is a regular expression (Ctrl+R)</source>
        <translation>일치하는 줄만 표시: 텍스트는 정규식입니다(Ctrl+R)</translation>
    </message>
    <message>
        <source>Stay at the end while the log grows</source>
        <translation>로그가 늘어나는 동안 끝을 계속 표시합니다</translation>
    </message>
    <message>
        <source>The whole run, or one of its tasks</source>
        <translation>전체 실행 또는 그 작업 중 하나</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>시각</translation>
    </message>
</context>
<context>
    <name>MergePlan</name>
    <message>
        <source>&amp;Take over</source>
        <translation>가져오기(&amp;T)</translation>
    </message>
    <message>
        <source>Both versions in one, to be looked at and saved</source>
        <translation>두 버전을 하나로 합쳐 확인하고 저장합니다</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Decide {n} thing first</source>
        <translation>먼저 {n}개 항목을 결정하십시오</translation>
    </message>
    <message>
        <source>Decide {n} things first</source>
        <translation>먼저 {n}개 항목을 결정하십시오</translation>
    </message>
    <message>
        <source>Decide…</source>
        <translation>결정…</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>여기</translation>
    </message>
    <message>
        <source>Here: {text}</source>
        <translation>여기: {text}</translation>
    </message>
    <message>
        <source>In the file now</source>
        <translation>현재 파일</translation>
    </message>
    <message>
        <source>In the file: {text}</source>
        <translation>파일: {text}</translation>
    </message>
    <message>
        <source>Keep both, one after the other</source>
        <translation>둘 다 차례로 유지</translation>
    </message>
    <message>
        <source>Keep what is here</source>
        <translation>여기 내용 유지</translation>
    </message>
    <message>
        <source>Only here</source>
        <translation>여기에만 있음</translation>
    </message>
    <message>
        <source>Only in the file</source>
        <translation>파일에만 있음</translation>
    </message>
    <message>
        <source>Only what is expected to be found, or when it was chosen, was changed in the file. It is taken over.</source>
        <translation>파일에서는 예상 상태나 선택 시각만 변경되었습니다. 이 변경 사항을 가져옵니다.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>가져오기</translation>
    </message>
    <message>
        <source>Take what is in the file</source>
        <translation>파일 내용 사용</translation>
    </message>
    <message>
        <source>The file was changed by somebody else</source>
        <translation>다른 사람이 파일을 변경함</translation>
    </message>
    <message>
        <source>What is to be decided</source>
        <translation>결정할 내용</translation>
    </message>
    <message>
        <source>What only the other has changed is taken over, what only you have changed stays.</source>
        <translation>다른 사람만 변경한 내용은 가져오고, 사용자만 변경한 내용은 유지합니다.</translation>
    </message>
    <message>
        <source>What stays of {what}</source>
        <translation>유지할 내용: {what}</translation>
    </message>
    <message>
        <source>changed by both</source>
        <translation>양쪽에서 변경됨</translation>
    </message>
    <message>
        <source>details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>is taken over</source>
        <translation>가져옴</translation>
    </message>
    <message>
        <source>yours stays</source>
        <translation>사용자의 내용 유지</translation>
    </message>
    <message>
        <source>{n} thing was changed in the file and here: decide what stays. The rest is taken over.</source>
        <translation>{n}개 항목이 파일과 여기에서 모두 변경되었습니다. 유지할 내용을 결정하십시오. 나머지는 가져옵니다.</translation>
    </message>
    <message>
        <source>{n} things were changed in the file and here: decide what stays. The rest is taken over.</source>
        <translation>{n}개 항목이 파일과 여기에서 모두 변경되었습니다. 유지할 내용을 결정하십시오. 나머지는 가져옵니다.</translation>
    </message>
</context>
<context>
    <name>Order</name>
    <message>
        <source>Build {name}</source>
        <translation>빌드 {name}</translation>
    </message>
    <message>
        <source>Critical path: {steps}</source>
        <translation>임계 경로: {steps}</translation>
    </message>
    <message>
        <source>Go on?</source>
        <translation>계속하시겠습니까?</translation>
    </message>
    <message>
        <source>Job of {name}</source>
        <translation>{name}의 Job</translation>
    </message>
    <message>
        <source>Pause at {start}: {text}</source>
        <translation>{start}에 일시 정지: {text}</translation>
    </message>
    <message>
        <source>Picture of the order</source>
        <translation>순서 그림</translation>
    </message>
    <message>
        <source>no former duration is known</source>
        <translation>이전 소요 시간을 알 수 없음</translation>
    </message>
    <message>
        <source>on the critical path</source>
        <translation>임계 경로</translation>
    </message>
    <message>
        <source>wave {n}</source>
        <translation>웨이브 {n}</translation>
    </message>
    <message>
        <source>{name}: from {start} to {end}</source>
        <translation>{name}: {start}–{end}</translation>
    </message>
    <message>
        <source>{n} pause, not counted</source>
        <translation>일시 정지 {n}개(시간에 포함하지 않음)</translation>
    </message>
    <message>
        <source>{n} pauses, not counted</source>
        <translation>일시 정지 {n}개(시간에 포함하지 않음)</translation>
    </message>
    <message>
        <source>{n} step has no former duration: a minute is assumed</source>
        <translation>이전 소요 시간이 없는 단계 {n}개: 각각 1분으로 가정</translation>
    </message>
    <message>
        <source>{n} steps have no former duration: a minute each is assumed</source>
        <translation>이전 소요 시간이 없는 단계 {n}개: 각각 1분으로 가정</translation>
    </message>
    <message>
        <source>{time} in all, begun now it would end at {end}</source>
        <translation>모두 {time}, 지금 시작하면 {end}에 종료 예정</translation>
    </message>
</context>
<context>
    <name>Picker</name>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Type or pick a tag</source>
        <translation>태그 입력 또는 선택</translation>
    </message>
</context>
<context>
    <name>Plans</name>
    <message>
        <source>App maps</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>보관</translation>
    </message>
    <message>
        <source>Archive the armed plan?</source>
        <translation>대기 중인 계획을 보관하시겠습니까?</translation>
    </message>
    <message>
        <source>Armed, but its file was changed since: arm it again</source>
        <translation>대기 중이지만 그 뒤 파일이 변경되었습니다. 다시 대기시키십시오</translation>
    </message>
    <message>
        <source>Armed: it waits, and starts by itself</source>
        <translation>대기 중이며 스스로 시작합니다</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>보관 해제</translation>
    </message>
    <message>
        <source>Bring the plan back first</source>
        <translation>먼저 계획의 보관을 해제하십시오</translation>
    </message>
    <message>
        <source>Can be checked and run</source>
        <translation>점검 및 실행 가능</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>점검</translation>
    </message>
    <message>
        <source>Check the plan, then run it</source>
        <translation>계획을 점검한 다음 실행</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>비교…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>삭제</translation>
    </message>
    <message>
        <source>Delete a plan of the archive for good</source>
        <translation>보관된 계획을 완전히 삭제</translation>
    </message>
    <message>
        <source>Delete the plan?</source>
        <translation>계획을 삭제하시겠습니까?</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>삭제…</translation>
    </message>
    <message>
        <source>Disarm and archive</source>
        <translation>대기 해제 후 보관</translation>
    </message>
    <message>
        <source>Disarm and rename</source>
        <translation>대기 해제 후 이름 바꾸기</translation>
    </message>
    <message>
        <source>Duplicate plan</source>
        <translation>계획 복제</translation>
    </message>
    <message>
        <source>Duplicate…</source>
        <translation>복제…</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>편집…</translation>
    </message>
    <message>
        <source>Execute when connected…</source>
        <translation>연결되면 실행…</translation>
    </message>
    <message>
        <source>In the archive</source>
        <translation>보관됨</translation>
    </message>
    <message>
        <source>Its rows become the choices of the grid</source>
        <translation>계획의 행이 표의 선택이 됩니다</translation>
    </message>
    <message>
        <source>Let the plan wait for its clusters, registries and engines, and start by itself</source>
        <translation>계획이 클러스터, 레지스트리, 엔진을 기다렸다가 스스로 시작합니다</translation>
    </message>
    <message>
        <source>Look at these before you run:</source>
        <translation>실행하기 전에 확인하십시오:</translation>
    </message>
    <message>
        <source>More to do with the plan</source>
        <translation>계획에 대한 추가 작업</translation>
    </message>
    <message>
        <source>Name of the new plan and its file</source>
        <translation>새 계획과 파일의 이름</translation>
    </message>
    <message>
        <source>New name of the plan and its file</source>
        <translation>계획과 파일의 새 이름</translation>
    </message>
    <message>
        <source>No plan yet: choose versions, then Save plan…</source>
        <translation>아직 계획 없음: 버전을 선택한 다음 ‘계획 저장…’</translation>
    </message>
    <message>
        <source>Open in the grid</source>
        <translation>표에서 열기</translation>
    </message>
    <message>
        <source>Order, notes and links of the plan</source>
        <translation>계획의 순서, 메모, 링크</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>계획</translation>
    </message>
    <message>
        <source>Pre-flight of the plan; nothing is changed</source>
        <translation>계획의 사전 점검, 변경 없음</translation>
    </message>
    <message>
        <source>Put the plan away; it can be brought back</source>
        <translation>계획을 보관합니다. 다시 꺼낼 수 있습니다</translation>
    </message>
    <message>
        <source>Rename plan</source>
        <translation>계획 이름 변경</translation>
    </message>
    <message>
        <source>Rename the armed plan?</source>
        <translation>대기 중인 계획의 이름을 바꾸시겠습니까?</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>이름 변경…</translation>
    </message>
    <message>
        <source>Run…</source>
        <translation>실행…</translation>
    </message>
    <message>
        <source>Saved plans</source>
        <translation>저장된 계획</translation>
    </message>
    <message>
        <source>Select a plan</source>
        <translation>계획을 선택하십시오</translation>
    </message>
    <message>
        <source>Show the archive</source>
        <translation>보관된 계획 표시</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Take the plan out of the archive</source>
        <translation>계획의 보관을 해제</translation>
    </message>
    <message>
        <source>The file of this plan has mistakes: see its state</source>
        <translation>이 계획의 파일에 오류가 있습니다. 상태를 확인하십시오</translation>
    </message>
    <message>
        <source>There is no other plan</source>
        <translation>다른 계획이 없습니다</translation>
    </message>
    <message>
        <source>There is nothing in it yet</source>
        <translation>아직 내용이 없습니다</translation>
    </message>
    <message>
        <source>This plan is not in the archive</source>
        <translation>이 계획은 보관되지 않았습니다</translation>
    </message>
    <message>
        <source>This was not done</source>
        <translation>수행되지 않았습니다</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>What is different between this plan and another</source>
        <translation>이 계획과 다른 계획의 차이</translation>
    </message>
    <message>
        <source>Workloads</source>
        <translation>워크로드</translation>
    </message>
    <message>
        <source>{n} build</source>
        <translation>빌드 {n}개</translation>
    </message>
    <message>
        <source>{n} builds</source>
        <translation>빌드 {n}개</translation>
    </message>
    <message>
        <source>{n} mistake</source>
        <translation>오류 {n}개</translation>
    </message>
    <message>
        <source>{n} mistakes</source>
        <translation>오류 {n}개</translation>
    </message>
    <message>
        <source>{n} plan</source>
        <translation>계획 {n}개</translation>
    </message>
    <message>
        <source>{n} plans</source>
        <translation>계획 {n}개</translation>
    </message>
    <message>
        <source>{n} row of “{name}” is chosen</source>
        <translation>“{name}”의 행 {n}개가 선택되었습니다</translation>
    </message>
    <message>
        <source>{n} rows of “{name}” are chosen</source>
        <translation>“{name}”의 행 {n}개가 선택되었습니다</translation>
    </message>
    <message>
        <source>{n} wave</source>
        <translation>웨이브 {n}개</translation>
    </message>
    <message>
        <source>{n} waves</source>
        <translation>웨이브 {n}개</translation>
    </message>
    <message>
        <source>{n} workload</source>
        <translation>워크로드 {n}개</translation>
    </message>
    <message>
        <source>{n} workloads</source>
        <translation>워크로드 {n}개</translation>
    </message>
    <message>
        <source>“{name}” is armed: it waits, and starts by itself. Without its file it cannot, so it is disarmed.</source>
        <translation>“{name}” 계획은 대기 중이며 스스로 시작합니다. 파일이 없으면 시작할 수 없으므로 대기가 해제됩니다.</translation>
    </message>
    <message>
        <source>“{name}” is deleted from the archive for good. Runs of it stay in the history.</source>
        <translation>보관된 “{name}” 계획이 완전히 삭제됩니다. 해당 실행은 기록에 남습니다.</translation>
    </message>
    <message>
        <source>“{name}” is in the archive</source>
        <translation>“{name}” 계획이 보관되었습니다</translation>
    </message>
    <message>
        <source>“{name}” was disarmed and is in the archive</source>
        <translation>“{name}” 계획의 대기가 해제되고 보관되었습니다</translation>
    </message>
    <message>
        <source>“{name}” was moved</source>
        <translation>“{name}” 계획을 옮겼습니다</translation>
    </message>
    <message>
        <source>“{title}” could not be disarmed: {why}</source>
        <translation>“{title}” 계획의 대기를 해제할 수 없었습니다: {why}</translation>
    </message>
    <message>
        <source>… and {n} more row</source>
        <translation>… 외 행 {n}개</translation>
    </message>
    <message>
        <source>… and {n} more rows</source>
        <translation>… 외 행 {n}개</translation>
    </message>
</context>
<context>
    <name>Pods</name>
    <message>
        <source>A CronJob has no pods of its own: its jobs have</source>
        <translation>CronJob에는 자체 파드가 없습니다. 파드는 CronJob의 Job에 있습니다</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>경과 시간</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>컨테이너</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>이벤트</translation>
    </message>
    <message>
        <source>Events (not readable)</source>
        <translation>이벤트(읽을 수 없음)</translation>
    </message>
    <message>
        <source>Events ({n} warning)</source>
        <translation>이벤트(경고 {n}개)</translation>
    </message>
    <message>
        <source>Events ({n} warnings)</source>
        <translation>이벤트(경고 {n}개)</translation>
    </message>
    <message>
        <source>Events of the workload and its pods</source>
        <translation>워크로드와 파드의 이벤트</translation>
    </message>
    <message>
        <source>Log of all pods</source>
        <translation>모든 파드의 로그</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>노드</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>개체</translation>
    </message>
    <message>
        <source>Only this pod</source>
        <translation>이 파드만</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>파드</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>파드</translation>
    </message>
    <message>
        <source>Pods ({n})</source>
        <translation>파드({n})</translation>
    </message>
    <message>
        <source>Pods and their containers</source>
        <translation>파드와 컨테이너</translation>
    </message>
    <message>
        <source>Pods of {name}</source>
        <translation>{name}의 파드</translation>
    </message>
    <message>
        <source>Pods or events</source>
        <translation>파드 또는 이벤트</translation>
    </message>
    <message>
        <source>Previous log</source>
        <translation>이전 로그</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>사유</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>다시 시작</translation>
    </message>
    <message>
        <source>Select a container</source>
        <translation>컨테이너를 선택하십시오</translation>
    </message>
    <message>
        <source>Show only lines of the selected pod (Ctrl+Shift+O)</source>
        <translation>선택한 파드의 줄만 표시(Ctrl+Shift+O)</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>템플릿</translation>
    </message>
    <message>
        <source>The log of the time before cannot be had now: the container of then is being removed. It is tried again…</source>
        <translation>지금은 이전 로그를 가져올 수 없습니다. 이전 컨테이너를 제거하는 중입니다. 다시 시도하는 중…</translation>
    </message>
    <message>
        <source>The log of the time before could not be had: {why}</source>
        <translation>이전 로그를 가져올 수 없습니다: {why}</translation>
    </message>
    <message>
        <source>The log of the time before the last restart (Ctrl+Shift+P)</source>
        <translation>마지막으로 다시 시작되기 전의 로그(Ctrl+Shift+P)</translation>
    </message>
    <message>
        <source>This container was not restarted: it has no log of a time before</source>
        <translation>이 컨테이너는 다시 시작된 적이 없어 이전 로그가 없습니다</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>내용</translation>
    </message>
    <message>
        <source>What is shown goes on where it was when this is over.</source>
        <translation>해결되면 표시가 중단된 곳에서 이어집니다.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>시각</translation>
    </message>
    <message>
        <source>new</source>
        <translation>새 버전</translation>
    </message>
    <message>
        <source>nothing is written yet</source>
        <translation>아직 기록된 내용이 없습니다</translation>
    </message>
    <message>
        <source>old</source>
        <translation>이전 버전</translation>
    </message>
    <message>
        <source>{name} is not there (any more).</source>
        <translation>{name}이(가) 없습니다(삭제되었을 수 있습니다).</translation>
    </message>
    <message>
        <source>{n} container is followed</source>
        <translation>컨테이너 {n}개 추적 중</translation>
    </message>
    <message>
        <source>{n} containers are followed</source>
        <translation>컨테이너 {n}개 추적 중</translation>
    </message>
    <message>
        <source>{n} gap</source>
        <translation>공백 {n}개</translation>
    </message>
    <message>
        <source>{n} gaps</source>
        <translation>공백 {n}개</translation>
    </message>
    <message>
        <source>{n} wait for their turn</source>
        <translation>{n}개 차례 대기 중</translation>
    </message>
    <message>
        <source>{n} waits for its turn</source>
        <translation>{n}개 차례 대기 중</translation>
    </message>
    <message>
        <source>{pod} / {container} before its last restart</source>
        <translation>{pod} / {container}, 마지막으로 다시 시작되기 전</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Keyring</source>
        <translation>키링</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>알림</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>문제</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>프로필</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>발생 시각</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>문제 내용</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
</context>
<context>
    <name>Protection</name>
    <message>
        <source>changes must be confirmed</source>
        <translation>변경 시 확인 필요</translation>
    </message>
    <message>
        <source>protected: its name must be typed</source>
        <translation>보호됨: 이름 입력 필요</translation>
    </message>
    <message>
        <source>read-only</source>
        <translation>읽기 전용</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>&amp;Go on</source>
        <translation>계속(&amp;G)</translation>
    </message>
    <message>
        <source>A build asks</source>
        <translation>빌드가 묻습니다</translation>
    </message>
    <message>
        <source>A pause of a run</source>
        <translation>실행의 일시 정지</translation>
    </message>
    <message>
        <source>End &amp;here</source>
        <translation>여기서 종료(&amp;H)</translation>
    </message>
    <message>
        <source>S&amp;end</source>
        <translation>보내기(&amp;E)</translation>
    </message>
    <message>
        <source>Stop this &amp;build</source>
        <translation>이 빌드 중지(&amp;B)</translation>
    </message>
    <message>
        <source>{build} waits for you. {question}</source>
        <translation>{build}: 답을 기다리고 있습니다. {question}</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>&amp;End as it stands…</source>
        <translation>현재 상태로 끝내기(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Go on…</source>
        <translation>계속(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>나중에(&amp;L)</translation>
    </message>
    <message>
        <source>Ask again at the next start</source>
        <translation>다음 시작 때 다시 묻습니다</translation>
    </message>
    <message>
        <source>Asking registry and cluster what became of the run…</source>
        <translation>레지스트리와 클러스터에 실행 결과를 확인하는 중…</translation>
    </message>
    <message>
        <source>End it</source>
        <translation>끝내기</translation>
    </message>
    <message>
        <source>End it as it stands, then put back what it changed</source>
        <translation>현재 상태로 끝낸 뒤 변경한 것을 되돌립니다</translation>
    </message>
    <message>
        <source>End it, and undo…</source>
        <translation>끝내고 되돌리기…</translation>
    </message>
    <message>
        <source>End the run and undo it?</source>
        <translation>실행을 끝내고 되돌릴까요?</translation>
    </message>
    <message>
        <source>End the run as it stands?</source>
        <translation>실행을 현재 상태로 끝낼까요?</translation>
    </message>
    <message>
        <source>Find out what became of its steps, then do what is left of the plan</source>
        <translation>단계들이 어떻게 되었는지 확인한 뒤 계획의 나머지를 수행합니다</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>계속</translation>
    </message>
    <message>
        <source>Go on with an interrupted run</source>
        <translation>중단된 실행 계속하기</translation>
    </message>
    <message>
        <source>Interrupted run {title}</source>
        <translation>중단된 실행 {title}</translation>
    </message>
    <message>
        <source>It is ended as it stands; then you are shown what can be put back.</source>
        <translation>현재 상태로 끝낸 뒤 되돌릴 수 있는 것을 보여 줍니다.</translation>
    </message>
    <message>
        <source>The run did not go on</source>
        <translation>실행을 계속하지 못했습니다</translation>
    </message>
    <message>
        <source>The undo is checked like any run as soon as it begins. What somebody changed since stays as it is.</source>
        <translation>되돌리기는 시작될 때 다른 실행과 마찬가지로 점검됩니다. 그 사이 다른 사용자가 변경한 항목은 그대로 둡니다.</translation>
    </message>
    <message>
        <source>U&amp;ndo…</source>
        <translation>되돌리기(&amp;N)…</translation>
    </message>
    <message>
        <source>What became of the run cannot be told now</source>
        <translation>실행이 어떻게 되었는지 지금은 알 수 없습니다</translation>
    </message>
    <message>
        <source>What was changed is put back; nothing else is begun</source>
        <translation>변경한 내용을 되돌리며, 다른 작업은 시작하지 않습니다</translation>
    </message>
    <message>
        <source>What was made stays as it is; nothing more of it is begun</source>
        <translation>이미 된 것은 그대로 두고 더 이상 시작하지 않습니다</translation>
    </message>
    <message>
        <source>What was made stays as it is; what is left is not done.</source>
        <translation>이미 된 것은 그대로 두고 나머지는 하지 않습니다.</translation>
    </message>
    <message>
        <source>of {n} step nobody can tell</source>
        <translation>{n}개 단계는 알 수 없음</translation>
    </message>
    <message>
        <source>of {n} steps nobody can tell</source>
        <translation>{n}개 단계는 알 수 없음</translation>
    </message>
    <message>
        <source>{ended} of {n} step had ended</source>
        <translation>{n}개 중 {ended}개 단계가 끝남</translation>
    </message>
    <message>
        <source>{ended} of {n} steps had ended</source>
        <translation>{n}개 중 {ended}개 단계가 끝남</translation>
    </message>
    <message>
        <source>{n} step had ended</source>
        <translation>{n}개 단계가 끝남</translation>
    </message>
    <message>
        <source>{n} step is still to be done</source>
        <translation>{n}개 단계가 남음</translation>
    </message>
    <message>
        <source>{n} step was made and its end was not seen</source>
        <translation>{n}개 단계는 적용되었으나 끝을 확인하지 못함</translation>
    </message>
    <message>
        <source>{n} steps are still to be done</source>
        <translation>{n}개 단계가 남음</translation>
    </message>
    <message>
        <source>{n} steps had ended</source>
        <translation>{n}개 단계가 끝남</translation>
    </message>
    <message>
        <source>{n} steps were made and their end was not seen</source>
        <translation>{n}개 단계는 적용되었으나 끝을 확인하지 못함</translation>
    </message>
    <message>
        <source>{n} was under way</source>
        <translation>{n}개 진행 중이었음</translation>
    </message>
    <message>
        <source>{n} were under way</source>
        <translation>{n}개 진행 중이었음</translation>
    </message>
    <message>
        <source>“{title}” ({when}) was interrupted: the program ended in the middle of it.</source>
        <translation>“{title}”({when})이(가) 중단되었습니다: 진행 중에 프로그램이 종료되었습니다.</translation>
    </message>
</context>
<context>
    <name>RegistriesForm</name>
    <message>
        <source>&amp;Test</source>
        <translation>테스트(&amp;T)</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>추가</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>주소</translation>
    </message>
    <message>
        <source>Clusters pull it as</source>
        <translation>클러스터의 풀 주소</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>세부 정보</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>변경 취소</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>암호 또는 토큰</translation>
    </message>
    <message>
        <source>Plain HTTP, without encryption</source>
        <translation>암호화되지 않은 HTTP 사용</translation>
    </message>
    <message>
        <source>Registries</source>
        <translation>레지스트리</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>테스트</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>제목</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>What is deployed</source>
        <translation>배포 기준</translation>
    </message>
    <message>
        <source>other names of this registry, one a line</source>
        <translation>이 레지스트리의 다른 이름(한 줄에 하나씩)</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>&amp;Copy as Markdown</source>
        <translation>Markdown으로 복사(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Report</source>
        <translation>보고서(&amp;R)</translation>
    </message>
    <message>
        <source>Choose a run first</source>
        <translation>먼저 실행을 선택하십시오</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>마크다운 (*.md)</translation>
    </message>
    <message>
        <source>One page about this run for the ticket</source>
        <translation>티켓에 넣을 이 실행에 대한 한 페이지</translation>
    </message>
    <message>
        <source>Pages (*.html)</source>
        <translation>페이지(*.html)</translation>
    </message>
    <message>
        <source>Report of this run for the ticket</source>
        <translation>티켓에 넣을 이 실행의 보고서</translation>
    </message>
    <message>
        <source>Save as &amp;Markdown…</source>
        <translation>Markdown으로 저장(&amp;M)…</translation>
    </message>
    <message>
        <source>Save as a &amp;page (HTML)…</source>
        <translation>페이지(HTML)로 저장(&amp;P)…</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>보고서 저장</translation>
    </message>
    <message>
        <source>Saved as {file}</source>
        <translation>{file}(으)로 저장했습니다</translation>
    </message>
    <message>
        <source>The report is on the clipboard.</source>
        <translation>보고서를 클립보드에 복사했습니다.</translation>
    </message>
    <message>
        <source>There is no report of this run</source>
        <translation>이 실행의 보고서가 없음</translation>
    </message>
</context>
<context>
    <name>RunBuild</name>
    <message>
        <source>Check again</source>
        <translation>다시 점검</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>점검 중…</translation>
    </message>
    <message>
        <source>Confirm first that you want to go on.</source>
        <translation>먼저 계속 진행할지 확인하십시오.</translation>
    </message>
    <message>
        <source>Re&amp;view…</source>
        <translation>검토(&amp;V)…</translation>
    </message>
    <message>
        <source>Review the tasks of this build</source>
        <translation>이 빌드의 작업 검토</translation>
    </message>
    <message>
        <source>Run build</source>
        <translation>빌드 실행</translation>
    </message>
    <message>
        <source>Run {name}</source>
        <translation>{name} 실행</translation>
    </message>
    <message>
        <source>Run {name} again by the recipe of {tag}</source>
        <translation>{tag}의 레시피로 {name} 다시 실행</translation>
    </message>
    <message>
        <source>Run {name} by the recipe in the editor, not by its file</source>
        <translation>파일이 아니라 편집기의 레시피로 {name} 실행</translation>
    </message>
    <message>
        <source>The commit of that &amp;time is not known</source>
        <translation>그때의 커밋을 알 수 없습니다(&amp;T)</translation>
    </message>
    <message>
        <source>The commit of that &amp;time: {commits}</source>
        <translation>그때의 커밋(&amp;T): {commits}</translation>
    </message>
    <message>
        <source>The image becomes {tag}</source>
        <translation>만들어질 이미지: {tag}</translation>
    </message>
    <message>
        <source>What {refs} names &amp;now</source>
        <translation>지금 {refs}에서 가리키는 커밋(&amp;N)</translation>
    </message>
    <message>
        <source>the default branch</source>
        <translation>기본 브랜치</translation>
    </message>
</context>
<context>
    <name>RunBuildForm</name>
    <message>
        <source>&amp;Description</source>
        <translation>설명(&amp;D)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>설명</translation>
    </message>
    <message>
        <source>I have read this and want to go on</source>
        <translation>내용을 읽었으며 계속 진행합니다</translation>
    </message>
    <message>
        <source>Run build</source>
        <translation>빌드 실행</translation>
    </message>
    <message>
        <source>What is new in this image? It goes into its label.</source>
        <translation>이 이미지에서 달라진 점을 입력하십시오. 이미지 레이블에 기록됩니다.</translation>
    </message>
</context>
<context>
    <name>Runner</name>
    <message>
        <source>Nothing is to be tried again</source>
        <translation>다시 시도할 것이 없습니다</translation>
    </message>
    <message>
        <source>Nothing was undone</source>
        <translation>되돌린 것이 없음</translation>
    </message>
    <message>
        <source>Pre-flight failed</source>
        <translation>사전 점검 실패</translation>
    </message>
    <message>
        <source>Pre-flight of {name}…</source>
        <translation>{name} 사전 점검 중…</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>{path}에 저장됨</translation>
    </message>
    <message>
        <source>The plan cannot be read</source>
        <translation>계획을 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>The run was refused</source>
        <translation>실행이 거부되었습니다</translation>
    </message>
    <message>
        <source>This run cannot be deployed again</source>
        <translation>이 실행은 다시 배포할 수 없음</translation>
    </message>
</context>
<context>
    <name>Runs</name>
    <message>
        <source>About the chosen run</source>
        <translation>선택한 실행 정보</translation>
    </message>
    <message>
        <source>All of it went well</source>
        <translation>모두 성공했습니다</translation>
    </message>
    <message>
        <source>All states</source>
        <translation>모든 상태</translation>
    </message>
    <message>
        <source>All steps that did not end well or were put back since, as a new run; what was built is used</source>
        <translation>성공하지 못했거나 그 뒤에 되돌린 모든 단계를 새 실행으로; 빌드된 것은 다시 사용합니다</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>Build {title}, {state}</source>
        <translation>빌드 {title}, {state}</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Compare runs</source>
        <translation>실행 비교</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>비교…</translation>
    </message>
    <message>
        <source>Deploy exactly the images that this run had deployed</source>
        <translation>이 실행에서 배포한 바로 그 이미지를 배포합니다</translation>
    </message>
    <message>
        <source>Deploy this again…</source>
        <translation>다시 배포…</translation>
    </message>
    <message>
        <source>Did not go well</source>
        <translation>비정상 완료</translation>
    </message>
    <message>
        <source>Find runs</source>
        <translation>실행 찾기</translation>
    </message>
    <message>
        <source>Find: workload, image, tag, person, run…</source>
        <translation>찾기: 워크로드, 이미지, 태그, 사용자, 실행…</translation>
    </message>
    <message>
        <source>History of runs</source>
        <translation>실행 기록</translation>
    </message>
    <message>
        <source>Job of {title}, {state}</source>
        <translation>{title}의 Job, {state}</translation>
    </message>
    <message>
        <source>Look into the journal again</source>
        <translation>저널을 다시 읽습니다</translation>
    </message>
    <message>
        <source>No run is like that.</source>
        <translation>해당하는 실행이 없습니다.</translation>
    </message>
    <message>
        <source>Nothing has run yet.</source>
        <translation>아직 실행한 내역이 없습니다.</translation>
    </message>
    <message>
        <source>Nothing runs. Choose versions in the grid, then Run or Batch execution.</source>
        <translation>진행 중인 실행이 없습니다. 그리드에서 버전을 선택한 후 ‘실행’ 또는 ‘일괄 실행’을 누르십시오.</translation>
    </message>
    <message>
        <source>Pause {title}, {state}</source>
        <translation>일시 정지 {title}, {state}</translation>
    </message>
    <message>
        <source>Plan {name}</source>
        <translation>계획 {name}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>진행률</translation>
    </message>
    <message>
        <source>Put back what the whole run changed; what it will do is shown first</source>
        <translation>실행 전체에서 변경한 내용을 되돌립니다. 수행할 내용을 먼저 표시합니다</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>다시 읽기</translation>
    </message>
    <message>
        <source>Rollout {title}, {state}</source>
        <translation>롤아웃 {title}, {state}</translation>
    </message>
    <message>
        <source>Run again what failed…</source>
        <translation>실패한 것 다시 실행…</translation>
    </message>
    <message>
        <source>Run {title}, {state}</source>
        <translation>실행 {title}, {state}</translation>
    </message>
    <message>
        <source>Runs in which all words are found: title, workload, image, tag, digest, person, run id</source>
        <translation>모든 단어가 포함된 실행: 제목, 워크로드, 이미지, 태그, 다이제스트, 사용자, 실행 ID</translation>
    </message>
    <message>
        <source>Runs since the start and their steps</source>
        <translation>프로그램 시작 이후의 실행과 단계</translation>
    </message>
    <message>
        <source>Select a run to see what it changed.</source>
        <translation>변경된 내용을 보려면 실행을 선택하십시오.</translation>
    </message>
    <message>
        <source>Select one run</source>
        <translation>실행을 하나 선택하십시오</translation>
    </message>
    <message>
        <source>Select two runs, the second one with Ctrl</source>
        <translation>실행을 두 개 선택하십시오. 두 번째는 Ctrl 키를 누른 채 선택합니다</translation>
    </message>
    <message>
        <source>State</source>
        <translation>상태</translation>
    </message>
    <message>
        <source>States shown</source>
        <translation>표시할 상태</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>중지</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>중지하는 중</translation>
    </message>
    <message>
        <source>The runs cannot be compared</source>
        <translation>실행을 비교할 수 없음</translation>
    </message>
    <message>
        <source>This run is still at work: stop it or wait for its end</source>
        <translation>이 실행은 아직 진행 중입니다. 중지하거나 끝날 때까지 기다리십시오</translation>
    </message>
    <message>
        <source>This run was interrupted: go on with it or end it above the grid</source>
        <translation>이 실행은 중단되었습니다. 그리드 위에서 계속하거나 끝내세요</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>시간</translation>
    </message>
    <message>
        <source>Undo of the run {run}</source>
        <translation>실행 {run} 되돌리기</translation>
    </message>
    <message>
        <source>Undo…</source>
        <translation>되돌리기…</translation>
    </message>
    <message>
        <source>Unknown or interrupted</source>
        <translation>알 수 없음 또는 중단됨</translation>
    </message>
    <message>
        <source>Went well</source>
        <translation>정상 완료</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>진행 내용</translation>
    </message>
    <message>
        <source>What two runs deployed</source>
        <translation>두 실행에서 배포한 내용</translation>
    </message>
    <message>
        <source>What two runs deployed, side by side</source>
        <translation>두 실행에서 배포한 내용을 나란히 표시합니다</translation>
    </message>
    <message>
        <source>at work for {time}</source>
        <translation>{time} 동안 실행 중</translation>
    </message>
    <message>
        <source>by {name}</source>
        <translation>실행자: {name}</translation>
    </message>
    <message>
        <source>log</source>
        <translation>로그</translation>
    </message>
    <message>
        <source>the newest {n}; words find older ones</source>
        <translation>최신 {n}개. 이전 실행은 검색어로 찾습니다</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n}개 실패</translation>
    </message>
    <message>
        <source>{n} of {all} did not go well</source>
        <translation>{all}개 중 {n}개가 정상적으로 끝나지 않음</translation>
    </message>
    <message>
        <source>{n} of {all} steps</source>
        <translation>{all}단계 중 {n}단계</translation>
    </message>
    <message>
        <source>{n} of {all} stopped</source>
        <translation>{all}개 중 {n}개 중지됨</translation>
    </message>
    <message>
        <source>{n} run found</source>
        <translation>찾은 실행 {n}개</translation>
    </message>
    <message>
        <source>{n} run in the journal</source>
        <translation>저널에 실행 {n}개</translation>
    </message>
    <message>
        <source>{n} runs found</source>
        <translation>찾은 실행 {n}개</translation>
    </message>
    <message>
        <source>{n} runs in the journal</source>
        <translation>저널의 실행 {n}개</translation>
    </message>
</context>
<context>
    <name>SavePlan</name>
    <message>
        <source>&amp;Title of the plan</source>
        <translation>계획 제목(&amp;T)</translation>
    </message>
    <message>
        <source>All {maps} app maps with choices: {n} workload</source>
        <translation>선택이 있는 앱 맵 {maps}개 모두: 워크로드 {n}개</translation>
    </message>
    <message>
        <source>All {maps} app maps with choices: {n} workloads</source>
        <translation>선택이 있는 앱 맵 {maps}개 모두: 워크로드 {n}개</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>File: {file}</source>
        <translation>파일: {file}</translation>
    </message>
    <message>
        <source>Nothing is ready any more: choose versions first</source>
        <translation>더 이상 준비된 항목이 없습니다. 먼저 버전을 선택하십시오</translation>
    </message>
    <message>
        <source>Only {map}: {n} workload</source>
        <translation>{map}만: 워크로드 {n}개</translation>
    </message>
    <message>
        <source>Only {map}: {n} workloads</source>
        <translation>{map}만: 워크로드 {n}개</translation>
    </message>
    <message>
        <source>Replace the plan “{name}” that is there; its notes, links and order stay</source>
        <translation>기존 계획 “{name}” 대체. 메모, 링크, 순서는 유지됩니다</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>저장</translation>
    </message>
    <message>
        <source>Save plan</source>
        <translation>계획 저장</translation>
    </message>
    <message>
        <source>Save what is chosen as a plan</source>
        <translation>선택한 내용을 계획으로 저장</translation>
    </message>
    <message>
        <source>The file is named by the title.</source>
        <translation>파일 이름은 제목에 따라 정해집니다.</translation>
    </message>
    <message>
        <source>There is a plan of this name: choose another title, or tick that it is replaced</source>
        <translation>같은 이름의 계획이 있습니다. 다른 제목을 입력하거나 대체를 선택하십시오</translation>
    </message>
    <message>
        <source>Title of the plan</source>
        <translation>계획 제목</translation>
    </message>
    <message>
        <source>Type a title</source>
        <translation>제목을 입력하십시오</translation>
    </message>
    <message>
        <source>{n} chosen row is not ready and is left out.</source>
        <translation>선택한 행 {n}개는 준비되지 않아 제외됩니다.</translation>
    </message>
    <message>
        <source>{n} chosen rows are not ready and are left out.</source>
        <translation>선택한 행 {n}개는 준비되지 않아 제외됩니다.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>&amp;Test</source>
        <translation>테스트(&amp;T)</translation>
    </message>
    <message>
        <source>A buildx builder, here or elsewhere</source>
        <translation>buildx 빌더 (이 컴퓨터 또는 다른 곳)</translation>
    </message>
    <message>
        <source>A cluster belongs to the workspace; which kubeconfig context it is on this computer stays here.</source>
        <translation>클러스터는 작업 공간에 속하며, 이 컴퓨터에서 어떤 kubeconfig 컨텍스트를 사용하는지는 이 컴퓨터에만 저장됩니다.</translation>
    </message>
    <message>
        <source>A docker context</source>
        <translation>Docker 컨텍스트</translation>
    </message>
    <message>
        <source>A password needs a user; for a token use the name the registry asks for.</source>
        <translation>암호를 사용하려면 사용자가 필요합니다. 토큰을 사용하는 경우 레지스트리에서 요구하는 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>Add a cluster first.</source>
        <translation>먼저 클러스터를 추가하십시오.</translation>
    </message>
    <message>
        <source>An address begins with unix:// or tcp://.</source>
        <translation>주소는 unix:// 또는 tcp://로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>An address looks like registry.example.com:5000/team.</source>
        <translation>주소는 registry.example.com:5000/team과 같은 형식입니다.</translation>
    </message>
    <message>
        <source>An app map is one namespace of a cluster: what is picked in the tree at the left of the window.</source>
        <translation>앱 맵은 클러스터의 네임스페이스 하나이며, 창 왼쪽의 트리에서 선택하는 항목입니다.</translation>
    </message>
    <message>
        <source>An engine has a name in the workspace; which Docker engine that is on this computer stays here.</source>
        <translation>엔진은 작업 공간에서 이름을 가지며, 이 컴퓨터에서 어떤 Docker 엔진을 사용하는지는 이 컴퓨터에만 저장됩니다.</translation>
    </message>
    <message>
        <source>App maps</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>App maps: {names}</source>
        <translation>앱 맵: {names}</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>조회 중…</translation>
    </message>
    <message>
        <source>At an address</source>
        <translation>주소 지정</translation>
    </message>
    <message>
        <source>BuildKit of the engine</source>
        <translation>엔진의 BuildKit</translation>
    </message>
    <message>
        <source>Clusters</source>
        <translation>클러스터</translation>
    </message>
    <message>
        <source>Confirm: ask before each run</source>
        <translation>확인: 실행할 때마다 확인합니다</translation>
    </message>
    <message>
        <source>Drop the changes</source>
        <translation>변경 내용 버리기</translation>
    </message>
    <message>
        <source>Drop the changes?</source>
        <translation>변경 내용을 버리시겠습니까?</translation>
    </message>
    <message>
        <source>Engines</source>
        <translation>엔진</translation>
    </message>
    <message>
        <source>Enter the name of a builder, as “docker buildx ls” has it.</source>
        <translation>“docker buildx ls”에 표시되는 빌더 이름을 입력하세요.</translation>
    </message>
    <message>
        <source>Enter the name of a docker context.</source>
        <translation>Docker 컨텍스트의 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>Enter the registry's address.</source>
        <translation>레지스트리의 주소를 입력하십시오.</translation>
    </message>
    <message>
        <source>Give the engine a title.</source>
        <translation>엔진의 제목을 입력하십시오.</translation>
    </message>
    <message>
        <source>It answers and takes the login of {user}.</source>
        <translation>정상적으로 응답하며 {user}의 로그인을 받아들입니다.</translation>
    </message>
    <message>
        <source>It answers, with {n} namespace.</source>
        <translation>정상적으로 응답합니다. 네임스페이스 {n}개가 있습니다.</translation>
    </message>
    <message>
        <source>It answers, with {n} namespaces.</source>
        <translation>정상적으로 응답합니다. 네임스페이스 {n}개가 있습니다.</translation>
    </message>
    <message>
        <source>It answers, without a login.</source>
        <translation>로그인 없이 정상적으로 응답합니다.</translation>
    </message>
    <message>
        <source>It answers. You may not list its namespaces: type them under App maps.</source>
        <translation>정상적으로 응답합니다. 네임스페이스 목록을 조회할 권한이 없으므로 ‘앱 맵’에서 직접 입력하십시오.</translation>
    </message>
    <message>
        <source>It answers: version {version}, {kind}, {platforms}.</source>
        <translation>응답합니다: 버전 {version}, {kind}, {platforms}.</translation>
    </message>
    <message>
        <source>It is taken out of the workspace; nothing outside is changed.</source>
        <translation>작업 공간에서 제거됩니다. 외부에서는 아무것도 변경되지 않습니다.</translation>
    </message>
    <message>
        <source>Its app maps go with it: {names}. Nothing is changed in the cluster.</source>
        <translation>다음 앱 맵도 함께 제거됩니다: {names}. 클러스터에서는 아무것도 변경되지 않습니다.</translation>
    </message>
    <message>
        <source>Keep editing</source>
        <translation>계속 편집</translation>
    </message>
    <message>
        <source>No app map yet: add one under App maps.</source>
        <translation>아직 앱 맵이 없습니다. ‘앱 맵’에서 추가하십시오.</translation>
    </message>
    <message>
        <source>Not set on this computer: pick the context that means this cluster.</source>
        <translation>이 컴퓨터에서 설정되지 않았습니다. 이 클러스터에 해당하는 컨텍스트를 선택하십시오.</translation>
    </message>
    <message>
        <source>Open: runs start at once</source>
        <translation>제한 없음: 실행이 바로 시작됩니다</translation>
    </message>
    <message>
        <source>Passwords go into the keyring of this computer, never into the workspace.</source>
        <translation>암호는 이 컴퓨터의 키링에 저장되며 작업 공간에는 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>Pick a cluster.</source>
        <translation>클러스터를 선택하십시오.</translation>
    </message>
    <message>
        <source>Pick a context of the kubeconfig, or type its name.</source>
        <translation>kubeconfig의 컨텍스트를 선택하거나 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>Pick or type a namespace.</source>
        <translation>네임스페이스를 선택하거나 입력하십시오.</translation>
    </message>
    <message>
        <source>Read-only: nothing is changed from here</source>
        <translation>읽기 전용: 이 프로그램에서 변경하지 않습니다</translation>
    </message>
    <message>
        <source>Reading the namespaces…</source>
        <translation>네임스페이스를 읽는 중…</translation>
    </message>
    <message>
        <source>Registries</source>
        <translation>레지스트리</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Remove “{name}”?</source>
        <translation>“{name}”을(를) 제거하시겠습니까?</translation>
    </message>
    <message>
        <source>Save and &amp;test</source>
        <translation>저장하고 테스트(&amp;T)</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>저장됨</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>저장 중…</translation>
    </message>
    <message>
        <source>The classic builder of the engine (old)</source>
        <translation>엔진의 클래식 빌더 (구형)</translation>
    </message>
    <message>
        <source>The digest behind the tag: exactly this image</source>
        <translation>태그의 다이제스트: 정확히 이 이미지</translation>
    </message>
    <message>
        <source>The tag: whatever it names when a pod starts</source>
        <translation>태그: 파드를 시작할 때 태그가 가리키는 이미지</translation>
    </message>
    <message>
        <source>The usual one: DOCKER_HOST, or the local engine</source>
        <translation>기본값: DOCKER_HOST 또는 로컬 엔진</translation>
    </message>
    <message>
        <source>There is nothing to save.</source>
        <translation>저장할 변경 내용이 없습니다.</translation>
    </message>
    <message>
        <source>These builds push to it and cannot run without it: {names}.</source>
        <translation>다음 빌드가 이 레지스트리로 푸시하며, 이 레지스트리 없이는 실행할 수 없습니다: {names}.</translation>
    </message>
    <message>
        <source>These builds use it and cannot run without it: {names}.</source>
        <translation>다음 빌드가 이 엔진을 사용하며, 이 엔진 없이는 실행할 수 없습니다: {names}.</translation>
    </message>
    <message>
        <source>This app map is there already.</source>
        <translation>이 앱 맵은 이미 있습니다.</translation>
    </message>
    <message>
        <source>This entry was not saved yet.</source>
        <translation>이 항목은 아직 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>This registry is there already.</source>
        <translation>이 레지스트리는 이미 있습니다.</translation>
    </message>
    <message>
        <source>Type the name: the app map's name must be typed</source>
        <translation>이름 입력: 앱 맵의 이름을 입력해야 합니다</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>저장하지 않은 변경 내용</translation>
    </message>
    <message>
        <source>What you changed here has not been saved.</source>
        <translation>여기에서 변경한 내용이 저장되지 않았습니다.</translation>
    </message>
    <message>
        <source>You may not list the namespaces of this cluster: type the name.</source>
        <translation>이 클러스터의 네임스페이스 목록을 조회할 권한이 없습니다. 이름을 입력하십시오.</translation>
    </message>
    <message>
        <source>You may not read the workloads of this namespace.</source>
        <translation>이 네임스페이스의 워크로드를 조회할 권한이 없습니다.</translation>
    </message>
    <message>
        <source>You may read its workloads and change their images.</source>
        <translation>워크로드를 조회하고 이미지를 변경할 수 있습니다.</translation>
    </message>
    <message>
        <source>You may read its workloads, but not change their images.</source>
        <translation>워크로드를 조회할 수 있지만 이미지를 변경할 수는 없습니다.</translation>
    </message>
    <message>
        <source>classic builder</source>
        <translation>클래식 빌더</translation>
    </message>
    <message>
        <source>kept in the keyring; leave blank to keep it</source>
        <translation>키링에 저장됨, 유지하려면 비워 두십시오</translation>
    </message>
    <message>
        <source>leave blank to keep it</source>
        <translation>유지하려면 비워 두십시오</translation>
    </message>
    <message>
        <source>“{name}” is not an address.</source>
        <translation>“{name}”은(는) 주소가 아닙니다.</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>설정</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Batch execution</source>
        <translation>일괄 실행</translation>
    </message>
    <message>
        <source>Build “{build}”</source>
        <translation>빌드 “{build}”</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>다시 점검</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Confirm the choices from an earlier start</source>
        <translation>이전 세션에서 선택한 내용을 확인하십시오</translation>
    </message>
    <message>
        <source>Confirm the warnings</source>
        <translation>경고를 확인하십시오</translation>
    </message>
    <message>
        <source>I have read the warnings and want this</source>
        <translation>경고를 읽었으며 이대로 진행합니다</translation>
    </message>
    <message>
        <source>I looked at {n} choice from an earlier start and want it</source>
        <translation>이전 세션에서 선택한 {n}개 항목을 검토했으며 이대로 진행합니다</translation>
    </message>
    <message>
        <source>I looked at {n} choices from an earlier start and want them</source>
        <translation>이전 세션에서 선택한 {n}개 항목을 검토했으며 이대로 진행합니다</translation>
    </message>
    <message>
        <source>I want this change</source>
        <translation>이 변경을 진행합니다</translation>
    </message>
    <message>
        <source>Nothing can be run</source>
        <translation>실행할 수 있는 것이 없습니다</translation>
    </message>
    <message>
        <source>Pause for a person</source>
        <translation>사람의 확인을 위한 일시 정지</translation>
    </message>
    <message>
        <source>Pause: {text}</source>
        <translation>일시 정지: {text}</translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation>사전 점검</translation>
    </message>
    <message>
        <source>Pre-flight found nothing against it.</source>
        <translation>사전 점검에서 문제가 발견되지 않았습니다.</translation>
    </message>
    <message>
        <source>Pre-flight has not answered yet</source>
        <translation>사전 점검이 아직 끝나지 않았습니다</translation>
    </message>
    <message>
        <source>Pre-flight is asking</source>
        <translation>사전 점검 중</translation>
    </message>
    <message>
        <source>Pre-flight is asking registries, clusters and engines. Nothing is changed yet.</source>
        <translation>사전 점검에서 레지스트리, 클러스터, 엔진을 조회하고 있습니다. 아직 아무것도 변경되지 않았습니다.</translation>
    </message>
    <message>
        <source>Review “{build}”…</source>
        <translation>“{build}” 검토…</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run now</source>
        <translation>지금 실행</translation>
    </message>
    <message>
        <source>Run the rest</source>
        <translation>나머지 실행</translation>
    </message>
    <message>
        <source>Something stands against it: see the red lines</source>
        <translation>실행할 수 없는 항목이 있습니다. 빨간색 줄을 확인하십시오</translation>
    </message>
    <message>
        <source>This app map is protected. Type its name to go on: {name}</source>
        <translation>이 앱 맵은 보호되어 있습니다. 계속하려면 이름을 입력하십시오: {name}</translation>
    </message>
    <message>
        <source>Type the name of the protected app map</source>
        <translation>보호된 앱 맵의 이름을 입력하십시오</translation>
    </message>
    <message>
        <source>Type {name}</source>
        <translation>{name} 입력</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>되돌리기</translation>
    </message>
    <message>
        <source>Wave {n}</source>
        <translation>웨이브 {n}</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>변경될 내용</translation>
    </message>
    <message>
        <source>a job is started now</source>
        <translation>Job이 지금 시작됨</translation>
    </message>
    <message>
        <source>after {steps}</source>
        <translation>{steps} 다음</translation>
    </message>
    <message>
        <source>by digest</source>
        <translation>다이제스트로</translation>
    </message>
    <message>
        <source>cannot run</source>
        <translation>실행할 수 없음</translation>
    </message>
    <message>
        <source>chosen {age}</source>
        <translation>{age} 선택</translation>
    </message>
    <message>
        <source>exactly as it was written</source>
        <translation>이전 문자열 그대로</translation>
    </message>
    <message>
        <source>exactly the image {digest}</source>
        <translation>정확히 이 이미지: {digest}</translation>
    </message>
    <message>
        <source>from an earlier start</source>
        <translation>이전 세션</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>new image of “{build}”</source>
        <translation>“{build}”의 새 이미지</translation>
    </message>
    <message>
        <source>{container}: from {before} to {after}</source>
        <translation>{container}: {before} → {after}</translation>
    </message>
    <message>
        <source>{n} image is built first</source>
        <translation>먼저 이미지 {n}개를 빌드합니다</translation>
    </message>
    <message>
        <source>{n} images are built first</source>
        <translation>먼저 이미지 {n}개를 빌드합니다</translation>
    </message>
    <message>
        <source>{n} job will be started</source>
        <translation>Job {n}개가 시작됩니다</translation>
    </message>
    <message>
        <source>{n} jobs will be started</source>
        <translation>Job {n}개가 시작됩니다</translation>
    </message>
    <message>
        <source>{n} thing stands against it.</source>
        <translation>실행을 막는 문제가 {n}개 있습니다.</translation>
    </message>
    <message>
        <source>{n} things stand against it.</source>
        <translation>실행을 막는 문제가 {n}개 있습니다.</translation>
    </message>
    <message>
        <source>{n} warning. Read it and confirm.</source>
        <translation>경고가 {n}개 있습니다. 내용을 읽고 확인하십시오.</translation>
    </message>
    <message>
        <source>{n} warnings. Read them and confirm.</source>
        <translation>경고가 {n}개 있습니다. 내용을 읽고 확인하십시오.</translation>
    </message>
    <message>
        <source>{n} workload goes back to what it was</source>
        <translation>워크로드 {n}개가 이전 상태로 돌아갑니다</translation>
    </message>
    <message>
        <source>{n} workload will change</source>
        <translation>워크로드 {n}개가 변경됩니다</translation>
    </message>
    <message>
        <source>{n} workloads go back to what they were</source>
        <translation>워크로드 {n}개가 이전 상태로 돌아갑니다</translation>
    </message>
    <message>
        <source>{n} workloads will change</source>
        <translation>워크로드 {n}개가 변경됩니다</translation>
    </message>
    <message>
        <source>{workload} / {container}: chosen, but not part of this run. {why}</source>
        <translation>{workload} / {container}: 선택했지만 이번 실행에 포함되지 않습니다. {why}</translation>
    </message>
</context>
<context>
    <name>Signs</name>
    <message>
        <source>Waits for your answer.</source>
        <translation>응답을 기다립니다.</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Asks you</source>
        <translation>응답 대기</translation>
    </message>
    <message>
        <source>Building</source>
        <translation>빌드 중</translation>
    </message>
    <message>
        <source>Changing</source>
        <translation>변경 중</translation>
    </message>
    <message>
        <source>Repairing</source>
        <translation>복구 중</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>answer: {value}</source>
        <translation>응답: {value}</translation>
    </message>
    <message>
        <source>commit: {value}</source>
        <translation>커밋: {value}</translation>
    </message>
    <message>
        <source>digest: {value}</source>
        <translation>다이제스트: {value}</translation>
    </message>
    <message>
        <source>tag: {value}</source>
        <translation>태그: {value}</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>Changed, nothing started</source>
        <translation>변경됨, 시작 없음</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>Done, image gone</source>
        <translation>완료, 이미지 없음</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 중지됨</translation>
    </message>
    <message>
        <source>Rolling out</source>
        <translation>롤아웃 중</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>건너뜀</translation>
    </message>
    <message>
        <source>Superseded</source>
        <translation>대체됨</translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation>시간 초과</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>Waits for deletion</source>
        <translation>삭제 대기</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Degraded</source>
        <translation>일부 비정상</translation>
    </message>
    <message>
        <source>Deleting</source>
        <translation>삭제 중</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>Job</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>일시 중지됨</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>예약됨</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>중지됨</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>일시 중단됨</translation>
    </message>
    <message>
        <source>Updating</source>
        <translation>업데이트 중</translation>
    </message>
    <message>
        <source>Waits for deletion</source>
        <translation>삭제 대기</translation>
    </message>
</context>
<context>
    <name>Task</name>
    <message>
        <source>Build image</source>
        <translation>이미지 빌드</translation>
    </message>
    <message>
        <source>Code repository</source>
        <translation>코드 리포지토리</translation>
    </message>
    <message>
        <source>Dockerfile as text</source>
        <translation>텍스트 Dockerfile</translation>
    </message>
    <message>
        <source>Download into the work folder</source>
        <translation>작업 폴더로 다운로드</translation>
    </message>
    <message>
        <source>File transfer (FTP, SFTP)</source>
        <translation>파일 전송(FTP, SFTP)</translation>
    </message>
    <message>
        <source>Id in the Dockerfile</source>
        <translation>Dockerfile의 ID</translation>
    </message>
    <message>
        <source>Name in the keyring</source>
        <translation>키링의 이름</translation>
    </message>
    <message>
        <source>Path in the container</source>
        <translation>컨테이너의 경로</translation>
    </message>
    <message>
        <source>REST call</source>
        <translation>REST 호출</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>초기화</translation>
    </message>
    <message>
        <source>Reset is always the first step.</source>
        <translation>초기화는 항상 첫 단계입니다.</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>스크립트</translation>
    </message>
    <message>
        <source>Status codes are numbers from 100 to 599, with commas between them.</source>
        <translation>상태 코드는 100에서 599 사이의 숫자이며 쉼표로 구분합니다.</translation>
    </message>
    <message>
        <source>Task {number}: type the password or token, or choose public.</source>
        <translation>작업 {number}: 암호나 토큰을 입력하거나 공개를 선택하십시오.</translation>
    </message>
    <message>
        <source>The Dockerfile is empty.</source>
        <translation>Dockerfile이 비어 있습니다.</translation>
    </message>
    <message>
        <source>Type the password or token, or choose public.</source>
        <translation>암호나 토큰을 입력하거나 공개를 선택하십시오.</translation>
    </message>
    <message>
        <source>Upload from the work folder</source>
        <translation>작업 폴더에서 업로드</translation>
    </message>
    <message>
        <source>User command</source>
        <translation>사용자 명령</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>볼륨</translation>
    </message>
    <message>
        <source>Volumes of the engine that stay between runs, for caches</source>
        <translation>실행 사이에 유지되는 엔진의 볼륨(캐시용)</translation>
    </message>
    <message>
        <source>kept in the keyring; leave blank to keep it</source>
        <translation>키링에 저장됨, 유지하려면 비워 두십시오</translation>
    </message>
    <message>
        <source>typed; goes into the keyring when you save</source>
        <translation>입력됨, 저장하면 키링에 보관됨</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name}(복사본)</translation>
    </message>
    <message>
        <source>“{name}” looks like a secret. Build arguments can be read in the file of the build and in the image.</source>
        <translation>“{name}”은(는) 비밀 값으로 보입니다. 빌드 인수는 빌드 파일과 이미지에서 읽을 수 있습니다.</translation>
    </message>
</context>
<context>
    <name>TaskCodeForm</name>
    <message>
        <source>Access</source>
        <translation>접근</translation>
    </message>
    <message>
        <source>Branch, tag or commit</source>
        <translation>브랜치, 태그 또는 커밋</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>폴더</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>암호 또는 토큰</translation>
    </message>
    <message>
        <source>Private: user and password or token</source>
        <translation>비공개: 사용자와 암호 또는 토큰</translation>
    </message>
    <message>
        <source>Public, or with the SSH agent</source>
        <translation>공개 또는 SSH 에이전트 사용</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>into the work folder itself</source>
        <translation>작업 폴더에 직접</translation>
    </message>
</context>
<context>
    <name>TaskFileForm</name>
    <message>
        <source>Direction</source>
        <translation>방향</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>호스트</translation>
    </message>
    <message>
        <source>Host key</source>
        <translation>호스트 키</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>암호</translation>
    </message>
    <message>
        <source>Path in the work folder</source>
        <translation>작업 폴더 내 경로</translation>
    </message>
    <message>
        <source>Path on the server</source>
        <translation>서버 경로</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>포트</translation>
    </message>
    <message>
        <source>Private key</source>
        <translation>개인 키</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>프로토콜</translation>
    </message>
    <message>
        <source>SHA256:… or a line of ssh-keyscan</source>
        <translation>SHA256:… 또는 ssh-keyscan의 한 줄</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>the usual one</source>
        <translation>기본값</translation>
    </message>
</context>
<context>
    <name>TaskImageForm</name>
    <message>
        <source>A file in the work folder</source>
        <translation>작업 폴더의 파일</translation>
    </message>
    <message>
        <source>Also tag as latest</source>
        <translation>latest 태그도 지정</translation>
    </message>
    <message>
        <source>Always fetch base images</source>
        <translation>항상 베이스 이미지 가져오기</translation>
    </message>
    <message>
        <source>Attach a list of contents (SBOM)</source>
        <translation>구성 목록(SBOM) 첨부</translation>
    </message>
    <message>
        <source>Attach provenance</source>
        <translation>출처 정보(provenance) 첨부</translation>
    </message>
    <message>
        <source>Build arguments</source>
        <translation>빌드 인수</translation>
    </message>
    <message>
        <source>Build secrets</source>
        <translation>빌드 비밀 값</translation>
    </message>
    <message>
        <source>Build without cache</source>
        <translation>캐시 없이 빌드</translation>
    </message>
    <message>
        <source>Cache from</source>
        <translation>캐시 원본</translation>
    </message>
    <message>
        <source>Cache to</source>
        <translation>캐시 대상</translation>
    </message>
    <message>
        <source>Context folder</source>
        <translation>컨텍스트 폴더</translation>
    </message>
    <message>
        <source>Dockerfile</source>
        <translation>Dockerfile</translation>
    </message>
    <message>
        <source>Enter the secret of the chosen row</source>
        <translation>선택한 행의 비밀 값 입력</translation>
    </message>
    <message>
        <source>Enter the secret of the chosen row…</source>
        <translation>선택한 행의 비밀 값 입력…</translation>
    </message>
    <message>
        <source>File</source>
        <translation>파일</translation>
    </message>
    <message>
        <source>Forward the SSH agent</source>
        <translation>SSH 에이전트 전달</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Platforms</source>
        <translation>플랫폼</translation>
    </message>
    <message>
        <source>Target stage</source>
        <translation>대상 스테이지</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>텍스트</translation>
    </message>
    <message>
        <source>Text written here</source>
        <translation>여기에 입력한 텍스트</translation>
    </message>
    <message>
        <source>one source a line, e.g. type=registry,ref=host/app:cache</source>
        <translation>한 줄에 원본 하나, 예: type=registry,ref=host/app:cache</translation>
    </message>
    <message>
        <source>one target a line</source>
        <translation>한 줄에 대상 하나</translation>
    </message>
    <message>
        <source>the engine's own; linux/amd64, linux/arm64</source>
        <translation>엔진의 플랫폼; linux/amd64, linux/arm64</translation>
    </message>
    <message>
        <source>the last stage</source>
        <translation>마지막 스테이지</translation>
    </message>
</context>
<context>
    <name>TaskRestForm</name>
    <message>
        <source>Accepted status codes</source>
        <translation>허용할 상태 코드</translation>
    </message>
    <message>
        <source>Answer into variable</source>
        <translation>응답을 넣을 변수</translation>
    </message>
    <message>
        <source>Answer must contain</source>
        <translation>응답에 포함될 내용</translation>
    </message>
    <message>
        <source>Body</source>
        <translation>본문</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>헤더</translation>
    </message>
    <message>
        <source>Ignore TLS errors</source>
        <translation>TLS 오류 무시</translation>
    </message>
    <message>
        <source>Keep the answer out of the log</source>
        <translation>응답을 로그에 남기지 않음</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>메서드</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Password or token</source>
        <translation>암호 또는 토큰</translation>
    </message>
    <message>
        <source>Save the answer as</source>
        <translation>응답 저장 파일</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>제한 시간</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>User</source>
        <translation>사용자</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>제한 없음</translation>
    </message>
    <message>
        <source>no variable</source>
        <translation>변수 없음</translation>
    </message>
    <message>
        <source>not saved</source>
        <translation>저장하지 않음</translation>
    </message>
</context>
<context>
    <name>TaskScriptForm</name>
    <message>
        <source>Environment</source>
        <translation>환경 변수</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Result into variable</source>
        <translation>결과를 넣을 변수</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>스크립트</translation>
    </message>
    <message>
        <source>Shell</source>
        <translation>셸</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>실행 폴더</translation>
    </message>
    <message>
        <source>no variable</source>
        <translation>변수 없음</translation>
    </message>
    <message>
        <source>the work folder</source>
        <translation>작업 폴더</translation>
    </message>
</context>
<context>
    <name>TaskUserForm</name>
    <message>
        <source>Commands</source>
        <translation>명령</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>환경 변수</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>이미지</translation>
    </message>
    <message>
        <source>Kept folders</source>
        <translation>유지할 폴더</translation>
    </message>
    <message>
        <source>Name of this task</source>
        <translation>작업 이름</translation>
    </message>
    <message>
        <source>Result into variable</source>
        <translation>결과를 넣을 변수</translation>
    </message>
    <message>
        <source>Working folder</source>
        <translation>실행 폴더</translation>
    </message>
    <message>
        <source>no variable</source>
        <translation>변수 없음</translation>
    </message>
    <message>
        <source>one command a line</source>
        <translation>한 줄에 명령 하나씩</translation>
    </message>
    <message>
        <source>the work folder</source>
        <translation>작업 폴더</translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message>
        <source>just now</source>
        <translation>방금</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>{age} 전</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n}일</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n}시간</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n}분</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n}초</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>App map: {name}</source>
        <translation>앱 맵: {name}</translation>
    </message>
    <message>
        <source>App maps</source>
        <translation>앱 맵</translation>
    </message>
    <message>
        <source>Batch execution</source>
        <translation>일괄 실행</translation>
    </message>
    <message>
        <source>Choose an app map</source>
        <translation>앱 맵 선택</translation>
    </message>
    <message>
        <source>Choose an app map (Ctrl+O)</source>
        <translation>앱 맵 선택(Ctrl+O)</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>필터</translation>
    </message>
    <message>
        <source>Filter workloads and images</source>
        <translation>워크로드 및 이미지 필터</translation>
    </message>
    <message>
        <source>Main</source>
        <translation>기본</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>메뉴</translation>
    </message>
    <message>
        <source>There is no app map yet. Add one in the tree or in the settings.</source>
        <translation>아직 앱 맵이 없습니다. 트리나 설정에서 추가하십시오.</translation>
    </message>
    <message>
        <source>{n} workload ready</source>
        <translation>준비된 워크로드 {n}개</translation>
    </message>
    <message>
        <source>{n} workloads ready</source>
        <translation>준비된 워크로드 {n}개</translation>
    </message>
</context>
<context>
    <name>Tree</name>
    <message>
        <source>Add app map…</source>
        <translation>앱 맵 추가…</translation>
    </message>
    <message>
        <source>App map {name}</source>
        <translation>앱 맵 {name}</translation>
    </message>
    <message>
        <source>Cluster settings…</source>
        <translation>클러스터 설정…</translation>
    </message>
    <message>
        <source>Cluster {name}</source>
        <translation>클러스터 {name}</translation>
    </message>
    <message>
        <source>Clusters and app maps</source>
        <translation>클러스터 및 앱 맵</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Remove from workspace…</source>
        <translation>작업 공간에서 제거…</translation>
    </message>
    <message>
        <source>{n} ready</source>
        <translation>{n}개 준비됨</translation>
    </message>
</context>
<context>
    <name>Trust</name>
    <message>
        <source>Cancel</source>
        <translation>취소</translation>
    </message>
    <message>
        <source>Hash of this content</source>
        <translation>이 내용의 해시</translation>
    </message>
    <message>
        <source>I have read this and &amp;trust it</source>
        <translation>읽었으며 신뢰함(&amp;T)</translation>
    </message>
    <message>
        <source>Read to the end first.</source>
        <translation>먼저 끝까지 읽으십시오.</translation>
    </message>
    <message>
        <source>Review {name}</source>
        <translation>{name} 검토</translation>
    </message>
    <message>
        <source>Tasks to be trusted</source>
        <translation>신뢰할 작업</translation>
    </message>
    <message>
        <source>These tasks run commands on this computer or on the engine, reach into the network, or are given your secrets. Read them. Your word holds for exactly this content: any change asks again.</source>
        <translation>이 작업들은 이 컴퓨터나 엔진에서 명령을 실행하거나, 네트워크에 접근하거나, 사용자의 비밀 값을 받습니다. 읽어 보십시오. 신뢰는 정확히 이 내용에만 적용되며, 바뀌면 다시 묻습니다.</translation>
    </message>
    <message>
        <source>What the tasks of {name} would do</source>
        <translation>{name}의 작업이 하는 일</translation>
    </message>
</context>
<context>
    <name>Variables</name>
    <message>
        <source>commit of the last Code repository task before</source>
        <translation>앞선 마지막 코드 리포지토리 작업의 커밋</translation>
    </message>
    <message>
        <source>date and time of the start, UTC</source>
        <translation>시작 날짜와 시각(UTC)</translation>
    </message>
    <message>
        <source>id of the run</source>
        <translation>실행의 ID</translation>
    </message>
    <message>
        <source>image tag of the run</source>
        <translation>실행의 이미지 태그</translation>
    </message>
    <message>
        <source>number of the run, without zeros</source>
        <translation>앞의 0을 뺀 실행 번호</translation>
    </message>
    <message>
        <source>repository of the image, as it is pushed</source>
        <translation>푸시되는 이미지의 저장소</translation>
    </message>
    <message>
        <source>result of task {number}</source>
        <translation>작업 {number}의 결과</translation>
    </message>
    <message>
        <source>secret of the keyring</source>
        <translation>키링의 비밀 값</translation>
    </message>
    <message>
        <source>version of the build</source>
        <translation>빌드의 버전</translation>
    </message>
</context>
<context>
    <name>What</name>
    <message>
        <source>cluster</source>
        <translation>클러스터</translation>
    </message>
    <message>
        <source>engine</source>
        <translation>엔진</translation>
    </message>
    <message>
        <source>registry</source>
        <translation>레지스트리</translation>
    </message>
    <message>
        <source>user</source>
        <translation>사용자</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Add app map</source>
        <translation>앱 맵 추가</translation>
    </message>
    <message>
        <source>Asking the cluster…</source>
        <translation>클러스터를 조회하는 중…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>닫기</translation>
    </message>
    <message>
        <source>Close?</source>
        <translation>닫으시겠습니까?</translation>
    </message>
    <message>
        <source>Desktop Pipeline</source>
        <translation>Desktop Pipeline</translation>
    </message>
    <message>
        <source>Namespace in the cluster {name}</source>
        <translation>클러스터 {name}의 네임스페이스</translation>
    </message>
    <message>
        <source>Nothing fits the filter.</source>
        <translation>필터와 일치하는 항목이 없습니다.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>열기</translation>
    </message>
    <message>
        <source>Open another workspace?</source>
        <translation>다른 작업 공간을 여시겠습니까?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>제거</translation>
    </message>
    <message>
        <source>Remove the app map?</source>
        <translation>앱 맵을 제거하시겠습니까?</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>샌드박스</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>머무르기</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>중지하고 닫기</translation>
    </message>
    <message>
        <source>Stop and close?</source>
        <translation>중지하고 닫으시겠습니까?</translation>
    </message>
    <message>
        <source>Stop and open</source>
        <translation>중지하고 열기</translation>
    </message>
    <message>
        <source>Stop and open another workspace?</source>
        <translation>중지하고 다른 작업 공간을 여시겠습니까?</translation>
    </message>
    <message>
        <source>The app map was not added</source>
        <translation>앱 맵이 추가되지 않았습니다</translation>
    </message>
    <message>
        <source>The app map was not removed</source>
        <translation>앱 맵이 제거되지 않았습니다</translation>
    </message>
    <message>
        <source>The language changes with the next start of the program.</source>
        <translation>언어는 프로그램을 다음에 시작할 때 변경됩니다.</translation>
    </message>
    <message>
        <source>The workloads that changed are gone. “Show all rows” brings back the others.</source>
        <translation>바뀐 워크로드가 더 이상 없습니다. “모든 행 표시”를 누르면 나머지가 다시 표시됩니다.</translation>
    </message>
    <message>
        <source>The workspace cannot be read. Correct the file; it is read again at once.</source>
        <translation>작업 공간을 읽을 수 없습니다. 파일을 수정하십시오. 곧바로 다시 읽습니다.</translation>
    </message>
    <message>
        <source>There are no workloads in this namespace.</source>
        <translation>이 네임스페이스에는 워크로드가 없습니다.</translation>
    </message>
    <message>
        <source>There is no app map yet. Add a cluster in the settings, then an app map in the tree at the left.</source>
        <translation>아직 앱 맵이 없습니다. 설정에서 클러스터를 추가한 후 왼쪽 트리에서 앱 맵을 추가하십시오.</translation>
    </message>
    <message>
        <source>You may not read the workloads of this namespace.</source>
        <translation>이 네임스페이스의 워크로드를 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>protected</source>
        <translation>보호됨</translation>
    </message>
    <message>
        <source>{n} plan waits to be run. It does not start while another workspace is open; it is kept, and waits again when this one is opened.</source>
        <translation>계획 {n}개가 실행을 기다리고 있습니다. 다른 작업 공간이 열려 있는 동안에는 시작하지 않습니다. 계획은 보관되며 이 작업 공간을 열면 다시 기다립니다.</translation>
    </message>
    <message>
        <source>{n} plan waits to be run. It does not start while the program is closed; it is kept, and waits again after the next start.</source>
        <translation>계획 {n}개가 실행을 기다리고 있습니다. 프로그램이 닫혀 있는 동안에는 시작되지 않습니다. 계획은 보관되며 다음 시작 후 다시 대기합니다.</translation>
    </message>
    <message>
        <source>{n} plans wait to be run. They do not start while another workspace is open; they are kept, and wait again when this one is opened.</source>
        <translation>계획 {n}개가 실행을 기다리고 있습니다. 다른 작업 공간이 열려 있는 동안에는 시작하지 않습니다. 계획은 보관되며 이 작업 공간을 열면 다시 기다립니다.</translation>
    </message>
    <message>
        <source>{n} plans wait to be run. They do not start while the program is closed; they are kept, and wait again after the next start.</source>
        <translation>계획 {n}개가 실행을 기다리고 있습니다. 프로그램이 닫혀 있는 동안에는 시작되지 않습니다. 계획은 보관되며 다음 시작 후 다시 대기합니다.</translation>
    </message>
    <message>
        <source>{n} run is at work. Builds are stopped; rollouts that have begun go on in the cluster.</source>
        <translation>실행 {n}개가 진행 중입니다. 빌드는 중지되지만 이미 시작된 롤아웃은 클러스터에서 계속됩니다.</translation>
    </message>
    <message>
        <source>{n} runs are at work. Builds are stopped; rollouts that have begun go on in the cluster.</source>
        <translation>실행 {n}개가 진행 중입니다. 빌드는 중지되지만 이미 시작된 롤아웃은 클러스터에서 계속됩니다.</translation>
    </message>
    <message>
        <source>“{name}” is taken out of the workspace. Nothing is changed in the cluster.</source>
        <translation>“{name}”을(를) 작업 공간에서 제거합니다. 클러스터에서는 아무것도 변경되지 않습니다.</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>A build needs exactly one enabled task “Build image”, and it must be the last enabled one.</source>
        <translation>빌드에는 사용 설정된 “이미지 빌드” 작업이 정확히 하나 있어야 하며, 사용 설정된 작업 중 마지막이어야 합니다.</translation>
    </message>
    <message>
        <source>A container needs exactly one of “tag”, “version”, “latest” and “build”; here {found}.</source>
        <translation>컨테이너에는 “tag”, “version”, “latest”, “build” 중 정확히 하나가 있어야 합니다. 현재: {found}.</translation>
    </message>
    <message>
        <source>A container with “build” has no “digest”: the build makes it.</source>
        <translation>“build”가 있는 컨테이너에는 “digest”를 지정할 수 없습니다. 다이제스트는 빌드에서 만들어집니다.</translation>
    </message>
    <message>
        <source>A defect of the program in “{task}”: {error}</source>
        <translation>“{task}”에서 프로그램 결함이 발생했습니다: {error}</translation>
    </message>
    <message>
        <source>A file holds one document; remove what follows “---”.</source>
        <translation>파일에는 문서가 하나만 있어야 합니다. “---” 뒤의 내용을 제거하십시오.</translation>
    </message>
    <message>
        <source>A job of {workload} is active already ({n}); the new one will work beside it.</source>
        <translation>{workload}의 Job이 이미 활성 상태입니다({n}). 새 Job은 그와 나란히 실행됩니다.</translation>
    </message>
    <message>
        <source>A key must be plain text.</source>
        <translation>키는 일반 텍스트여야 합니다.</translation>
    </message>
    <message>
        <source>A program is at work on run {run}: it is not interrupted.</source>
        <translation>프로그램이 실행 {run}을(를) 진행 중입니다. 중단되지 않았습니다.</translation>
    </message>
    <message>
        <source>A rollout of {workload} by “{by}” is under way.</source>
        <translation>{workload}에서 “{by}”의 롤아웃이 진행 중입니다.</translation>
    </message>
    <message>
        <source>A run is at work on this workload.</source>
        <translation>이 워크로드에 대한 실행이 진행 중입니다.</translation>
    </message>
    <message>
        <source>A time needs its zone, such as Europe/Berlin, Asia/Seoul or UTC.</source>
        <translation>시각에는 시간대가 필요합니다. 예: Europe/Berlin, Asia/Seoul, UTC.</translation>
    </message>
    <message>
        <source>After</source>
        <translation>이후</translation>
    </message>
    <message>
        <source>And more of the same: {n}</source>
        <translation>같은 종류가 더 있습니다: {n}개</translation>
    </message>
    <message>
        <source>Another program has gone on with run {run} meanwhile. Nothing was done here.</source>
        <translation>그 사이 다른 프로그램이 실행 {run}을(를) 계속했습니다. 여기서는 아무것도 하지 않았습니다.</translation>
    </message>
    <message>
        <source>Another program of this profile is changing the held plans, and does not come to an end. Try again.</source>
        <translation>이 프로필의 다른 프로그램이 대기 중인 계획을 바꾸고 있으며 끝나지 않습니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>Another program with this profile is at work on {workload}: wait for its end, then run this again.</source>
        <translation>이 프로필의 다른 프로그램이 {workload}에서 작업 중입니다. 끝날 때까지 기다린 뒤 다시 실행하십시오.</translation>
    </message>
    <message>
        <source>Another run has changed this workload since.</source>
        <translation>그 후 다른 실행에서 이 워크로드를 변경했습니다.</translation>
    </message>
    <message>
        <source>Argo CD puts the image of its repository back at once where self-healing is on, else at the next sync. Change it in the repository too.</source>
        <translation>Argo CD는 자동 복구가 켜져 있으면 즉시, 아니면 다음 동기화 때 리포지토리의 이미지로 되돌립니다. 리포지토리에서도 변경하십시오.</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>감사</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>이전</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>시작</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>연결이 도중에 끊겼습니다</translation>
    </message>
    <message>
        <source>Broken pods keep this StatefulSet from moving on, and you may not delete pods here: {pods}</source>
        <translation>비정상 파드 때문에 이 StatefulSet이 진행되지 않으며, 여기에서 파드를 삭제할 권한이 없습니다: {pods}</translation>
    </message>
    <message>
        <source>Broken pods of the former revision will be deleted so that the StatefulSet can move on: {pods}</source>
        <translation>StatefulSet이 진행될 수 있도록 이전 리비전의 비정상 파드를 삭제합니다: {pods}</translation>
    </message>
    <message>
        <source>Build {name}</source>
        <translation>빌드 {name}</translation>
    </message>
    <message>
        <source>Build “{build}” is done: {tag} is in the registry.</source>
        <translation>빌드 “{build}”이(가) 완료되었습니다. {tag}이(가) 레지스트리에 있습니다.</translation>
    </message>
    <message>
        <source>Build “{build}” names the registry “{registry}”, which the workspace does not have. Add it under Settings › Registries.</source>
        <translation>빌드 “{build}”에 지정된 레지스트리 “{registry}”이(가) 작업 공간에 없습니다. 설정 › 레지스트리에서 추가하십시오.</translation>
    </message>
    <message>
        <source>By</source>
        <translation>실행자</translation>
    </message>
    <message>
        <source>Changed since this was chosen: from {before} to {now}, by “{by}”.</source>
        <translation>선택한 이후 변경되었습니다: {before} → {now}, 변경한 도구 “{by}”.</translation>
    </message>
    <message>
        <source>Changed: line {line} is not as the program writes it.</source>
        <translation>변경됨: {line}행이 프로그램이 쓰는 형식과 다릅니다.</translation>
    </message>
    <message>
        <source>Changed: line {line}: record {number} is not what was written, or one before it is not.</source>
        <translation>변경됨: {line}행: 레코드 {number} 또는 그 앞의 레코드가 기록된 내용과 다릅니다.</translation>
    </message>
    <message>
        <source>Changed: no record has the hash {hash} that was noted elsewhere.</source>
        <translation>변경됨: 다른 곳에 적어 둔 해시 {hash}을(를) 가진 레코드가 없습니다.</translation>
    </message>
    <message>
        <source>Changed: record {number} ({kind} {key}) is not what was written.</source>
        <translation>변경됨: 레코드 {number}({kind} {key})이(가) 기록된 내용과 다릅니다.</translation>
    </message>
    <message>
        <source>Changed: record {number} is of the kind “{kind}”, which there is not.</source>
        <translation>변경됨: 레코드 {number}의 종류 “{kind}”은(는) 없는 종류입니다.</translation>
    </message>
    <message>
        <source>Changed: the chain does not begin where it says.</source>
        <translation>변경됨: 체인의 시작이 적힌 것과 다릅니다.</translation>
    </message>
    <message>
        <source>Changed: the chain is another one than that of which the hash of record {number} was noted in journal.head.</source>
        <translation>변경됨: 체인이 journal.head에 적힌 레코드 {number}의 해시와 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Changed: the first line is not that of an audit exported by this program.</source>
        <translation>변경됨: 첫 줄이 이 프로그램에서 내보낸 감사 기록의 것이 아닙니다.</translation>
    </message>
    <message>
        <source>Changed: the link of record {number} ({kind} {key}) does not fit the one before it.</source>
        <translation>변경됨: 레코드 {number}({kind} {key})의 링크가 바로 앞 링크와 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Changed: the {name} of the database is not as the program made it.</source>
        <translation>변경됨: 데이터베이스의 {name}이(가) 프로그램이 만든 것과 다릅니다.</translation>
    </message>
    <message>
        <source>Changed: {file} cannot be read, so it cannot be told whether records were cut off at the end.</source>
        <translation>변경됨: {file}을(를) 읽을 수 없어 끝에서 레코드가 잘렸는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>커밋</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>연결이 거부되었습니다</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>상대방이 연결을 재설정했습니다</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>연결 시간이 초과되었습니다</translation>
    </message>
    <message>
        <source>Cut off or changed: it ends with record {found}, and its first line says another end ({expected} records).</source>
        <translation>잘림 또는 변경됨: 레코드 {found}(으)로 끝나지만 첫 줄에는 다른 끝이 적혀 있습니다(레코드 {expected}개).</translation>
    </message>
    <message>
        <source>Cut off: the newest records are not there any more ({n}): {found} are left of the {expected} that were noted in journal.head.</source>
        <translation>잘림: 최신 레코드가 더 이상 없습니다({n}개). journal.head에 적힌 {expected}개 중 {found}개가 남아 있습니다.</translation>
    </message>
    <message>
        <source>Cut off: the node removed the rest while it was read ({text}).</source>
        <translation>끊김: 읽는 동안 노드가 나머지 로그를 제거했습니다({text}).</translation>
    </message>
    <message>
        <source>Damaged: record {number} ({kind} {key}) cannot be read: {reason}</source>
        <translation>손상됨: 레코드 {number}({kind} {key})을(를) 읽을 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>Damaged: the journal cannot be read to its end: {reason}</source>
        <translation>손상됨: 저널을 끝까지 읽을 수 없습니다: {reason}</translation>
    </message>
    <message>
        <source>Damaged: {reason}</source>
        <translation>손상됨: {reason}</translation>
    </message>
    <message>
        <source>Docker Engine {version}, {platform}</source>
        <translation>Docker Engine {version}, {platform}</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>소요 시간</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>종료</translation>
    </message>
    <message>
        <source>Enter or pick an image tag.</source>
        <translation>이미지 태그를 입력하거나 선택하십시오.</translation>
    </message>
    <message>
        <source>Flux puts the image of its repository back at its next reconciliation, usually within ten minutes. Change it in the repository too.</source>
        <translation>Flux는 다음 조정 때, 보통 10분 안에 리포지토리의 이미지로 되돌립니다. 리포지토리에서도 변경하십시오.</translation>
    </message>
    <message>
        <source>Gap: restarted more than once meanwhile; only the log of the last time before is kept.</source>
        <translation>공백: 그사이 두 번 이상 다시 시작되었습니다. 바로 이전 실행의 로그만 보관됩니다.</translation>
    </message>
    <message>
        <source>Gap: the kubelet threw away what was written between {before} and {after}.</source>
        <translation>공백: {before}에서 {after} 사이에 기록된 내용을 kubelet이 버렸습니다.</translation>
    </message>
    <message>
        <source>Gap: what was written after {before} could not be had any more.</source>
        <translation>공백: {before} 이후에 기록된 내용은 더 이상 가져올 수 없습니다.</translation>
    </message>
    <message>
        <source>Go on with the next wave?</source>
        <translation>다음 웨이브로 계속하시겠습니까?</translation>
    </message>
    <message>
        <source>Go on? {text}</source>
        <translation>계속하시겠습니까? {text}</translation>
    </message>
    <message>
        <source>Held plans that another version of the program wrote are not understood here and do not start: {n}. Start that version for them.</source>
        <translation>프로그램의 다른 버전이 저장한 대기 중인 계획은 이 버전에서 읽을 수 없어 시작되지 않습니다: {n}개. 해당 계획은 그 버전을 시작하여 사용하십시오.</translation>
    </message>
    <message>
        <source>Here must be a list (“- …”).</source>
        <translation>여기에는 목록(“- …”)이 있어야 합니다.</translation>
    </message>
    <message>
        <source>Here must be keys with values (“key: value”).</source>
        <translation>여기에는 키와 값(“key: value”)이 있어야 합니다.</translation>
    </message>
    <message>
        <source>Here must be text.</source>
        <translation>여기에는 텍스트가 있어야 합니다.</translation>
    </message>
    <message>
        <source>In {place}, containers of {repository} end at different versions: {ends}.</source>
        <translation>{place}에서 {repository} 컨테이너의 최종 버전이 서로 다릅니다: {ends}.</translation>
    </message>
    <message>
        <source>Inserted: {kind} {key} was written past the program, no link of the chain knows it.</source>
        <translation>삽입됨: {kind} {key}은(는) 프로그램을 거치지 않고 기록되었으며, 체인의 어떤 링크에도 없습니다.</translation>
    </message>
    <message>
        <source>It had reached its end when {by} ended the run as it stood.</source>
        <translation>{by}이(가) 실행을 현재 상태로 끝냈을 때 이미 완료되어 있었습니다.</translation>
    </message>
    <message>
        <source>It has begun already and cannot be skipped: stop the run, or wait for its end.</source>
        <translation>이미 시작되어 건너뛸 수 없습니다. 실행을 중지하거나 끝날 때까지 기다리십시오.</translation>
    </message>
    <message>
        <source>It has no counterpart here.</source>
        <translation>여기에 대응하는 것이 없습니다.</translation>
    </message>
    <message>
        <source>It is too late: the plan is being run.</source>
        <translation>너무 늦었습니다. 계획이 실행되고 있습니다.</translation>
    </message>
    <message>
        <source>It was begun, and {by} ended the run as it stood: what came of it was not seen to its end.</source>
        <translation>시작되었으나 {by}이(가) 실행을 현재 상태로 끝내 결과를 끝까지 확인하지 못했습니다.</translation>
    </message>
    <message>
        <source>It was changed at the same time: {text}. Try again.</source>
        <translation>동시에 다른 변경이 있었습니다: {text}. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>Job of {name}</source>
        <translation>{name}의 Job</translation>
    </message>
    <message>
        <source>Links</source>
        <translation>링크</translation>
    </message>
    <message>
        <source>Missing: record {number} ({kind} {key}) is not there any more.</source>
        <translation>누락됨: 레코드 {number}({kind} {key})이(가) 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>Missing: the links {first} to {last} of the chain are not there any more.</source>
        <translation>누락됨: 체인의 링크 {first}에서 {last}까지가 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>Missing: {file} is not there, so it cannot be told whether records were cut off at the end.</source>
        <translation>누락됨: {file}이(가) 없어 끝에서 레코드가 잘렸는지 알 수 없습니다.</translation>
    </message>
    <message>
        <source>Name or service not known</source>
        <translation>이름을 찾을 수 없습니다</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>네트워크에 연결할 수 없습니다</translation>
    </message>
    <message>
        <source>No answer to the change of {workload}; it may still be applied: {text}</source>
        <translation>{workload}의 변경에 대한 응답이 없습니다. 변경이 적용되었을 수도 있습니다: {text}</translation>
    </message>
    <message>
        <source>No build is known for this image.</source>
        <translation>이 이미지를 만드는 빌드가 없습니다.</translation>
    </message>
    <message>
        <source>No container here has the image “{image}”.</source>
        <translation>여기에는 이미지 “{image}”을(를) 쓰는 컨테이너가 없습니다.</translation>
    </message>
    <message>
        <source>No free number was found for build “{build}”: others keep taking them. Try again.</source>
        <translation>빌드 “{build}”에 사용할 수 있는 번호를 찾지 못했습니다. 다른 곳에서 계속 번호를 사용하고 있습니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>호스트로 가는 경로가 없습니다</translation>
    </message>
    <message>
        <source>No run of this workstation has changed this workload.</source>
        <translation>이 워크스테이션의 실행에서 이 워크로드를 변경한 적이 없습니다.</translation>
    </message>
    <message>
        <source>No secure connection to the cluster at {server}: {text}. Check the CA and the server name in the kubeconfig.</source>
        <translation>{server}의 클러스터와 보안 연결을 설정할 수 없습니다: {text}. kubeconfig의 CA와 서버 이름을 확인하십시오.</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>디스크에 남은 공간이 없습니다</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>파일 또는 폴더가 없습니다</translation>
    </message>
    <message>
        <source>No tag of {repository} is known to name the image that runs there ({wanted}). It may have to be copied into this registry first.</source>
        <translation>그곳에서 실행 중인 이미지({wanted})를 가리키는 {repository}의 태그가 알려져 있지 않습니다. 먼저 이 레지스트리로 복사해야 할 수 있습니다.</translation>
    </message>
    <message>
        <source>Nobody knows whether {step} was changed: the answer was lost. If it was, it goes back to what it was.</source>
        <translation>{step}의 변경 여부를 알 수 없습니다. 응답을 받지 못했습니다. 변경되었다면 이전 상태로 되돌아갑니다.</translation>
    </message>
    <message>
        <source>None of the pull secrets ({secrets}) is for {host}, which wants a login: the nodes will not be able to pull the image, unless they have a login of their own.</source>
        <translation>{host}에는 로그인이 필요하지만 풀 시크릿({secrets}) 중 이 호스트용이 없습니다. 노드에 자체 로그인이 없으면 이미지를 풀할 수 없습니다.</translation>
    </message>
    <message>
        <source>Not allowed: {text}. Ask whoever manages the cluster for this right.</source>
        <translation>권한이 없습니다: {text}. 클러스터 관리자에게 이 권한을 요청하십시오.</translation>
    </message>
    <message>
        <source>Not begun: {by} ended the run as it stood.</source>
        <translation>시작되지 않음: {by}이(가) 실행을 현재 상태로 끝냈습니다.</translation>
    </message>
    <message>
        <source>Not built yet: its configuration is known after the build.</source>
        <translation>아직 빌드되지 않았습니다. 구성은 빌드 후에 알 수 있습니다.</translation>
    </message>
    <message>
        <source>Not there: {text}.</source>
        <translation>찾을 수 없습니다: {text}.</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>메모</translation>
    </message>
    <message>
        <source>Nothing is chosen for this workload that differs from what is deployed.</source>
        <translation>이 워크로드에는 배포된 것과 다른 선택이 없습니다.</translation>
    </message>
    <message>
        <source>Nothing is known of {place}: its cluster does not answer, or it has no workload.</source>
        <translation>{place}에 대해 알려진 것이 없습니다: 클러스터가 응답하지 않거나 워크로드가 없습니다.</translation>
    </message>
    <message>
        <source>Nothing of run {run} is to be tried again: all of it went well.</source>
        <translation>실행 {run}에서 다시 시도할 것이 없습니다. 모두 성공했습니다.</translation>
    </message>
    <message>
        <source>Nothing of this run was undone.</source>
        <translation>이 실행에서 실행 취소된 것은 없습니다.</translation>
    </message>
    <message>
        <source>Of {workload} / {container} the journal knows only the tag {tag}, not the digest: what the tag names now is deployed.</source>
        <translation>{workload} / {container}: 저널에 태그 {tag}만 있고 다이제스트는 없습니다. 태그가 지금 가리키는 이미지를 배포합니다.</translation>
    </message>
    <message>
        <source>On Windows this version cannot hand a password to buildx. Use the classic builder.</source>
        <translation>Windows에서 이 버전은 buildx에 암호를 전달할 수 없습니다. 클래식 빌더를 사용하십시오.</translation>
    </message>
    <message>
        <source>On Windows this version cannot hand a password to git for {url}. Use an SSH address with the ssh agent.</source>
        <translation>Windows에서는 이 버전이 {url}의 암호를 git에 전달할 수 없습니다. SSH 에이전트와 함께 SSH 주소를 사용하십시오.</translation>
    </message>
    <message>
        <source>Only files that end in “.yaml” are read. Rename this one.</source>
        <translation>“.yaml”로 끝나는 파일만 읽습니다. 파일 이름을 변경하십시오.</translation>
    </message>
    <message>
        <source>Only the template goes back: jobs that were started from the other image go on.</source>
        <translation>템플릿만 되돌립니다. 다른 이미지로 시작된 Job은 계속 실행됩니다.</translation>
    </message>
    <message>
        <source>Out of order: line {line} has record {found}, not {expected}: records are missing, inserted or exchanged.</source>
        <translation>순서 오류: {line}행의 레코드가 {expected}이(가) 아니라 {found}입니다. 레코드가 누락, 삽입 또는 교체되었습니다.</translation>
    </message>
    <message>
        <source>Out of order: record {number} ({kind} {key}) stands before one that is newer.</source>
        <translation>순서 오류: 레코드 {number}({kind} {key})의 순서가 맞지 않습니다.</translation>
    </message>
    <message>
        <source>Passwords are kept in this session only.</source>
        <translation>암호는 이 세션에만 보관됩니다.</translation>
    </message>
    <message>
        <source>Pause {text}</source>
        <translation>일시 중지 {text}</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>권한이 없습니다</translation>
    </message>
    <message>
        <source>Pick an image version.</source>
        <translation>이미지 버전을 선택하십시오.</translation>
    </message>
    <message>
        <source>Pods of this workload change only when they are deleted (OnDelete).</source>
        <translation>이 워크로드의 파드는 삭제될 때만 변경됩니다(OnDelete).</translation>
    </message>
    <message>
        <source>Pods ran different images under {image}, by digest (pods): {ran}. All of them get {back}.</source>
        <translation>{image}: 파드마다 다른 이미지를 실행하고 있었습니다. 다이제스트(파드 수): {ran}. 모든 파드에 {back}을(를) 적용합니다.</translation>
    </message>
    <message>
        <source>Pre-flight found warnings, and nobody agreed to go on with warnings.</source>
        <translation>사전 점검에서 경고가 나왔고, 경고가 있어도 진행한다는 동의가 없습니다.</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>읽기 전용 파일 시스템입니다</translation>
    </message>
    <message>
        <source>Refused before any change. Problems found by pre-flight: {n}.</source>
        <translation>변경하기 전에 거부되었습니다. 사전 점검에서 발견한 문제: {n}.</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>결과</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>실행</translation>
    </message>
    <message>
        <source>Run {run} has ended: there is nothing to go on with. Run its plan again, or undo it.</source>
        <translation>실행 {run}은(는) 이미 끝났습니다. 계속할 것이 없습니다. 계획을 다시 실행하거나 되돌리십시오.</translation>
    </message>
    <message>
        <source>Run {run} has no end yet: wait for it, or stop it.</source>
        <translation>실행 {run}이(가) 아직 끝나지 않았습니다. 기다리거나 중지하십시오.</translation>
    </message>
    <message>
        <source>Run {run} is at work on this workload: wait for its end, or stop it.</source>
        <translation>실행 {run}이(가) 이 워크로드에서 작업 중입니다. 끝날 때까지 기다리거나 중지하십시오.</translation>
    </message>
    <message>
        <source>Run {run} was interrupted: go on with it, or end it as it stands. Then what failed can be run again.</source>
        <translation>실행 {run}이(가) 중단되었습니다. 계속하거나 현재 상태로 끝내세요. 그러면 실패한 것을 다시 실행할 수 있습니다.</translation>
    </message>
    <message>
        <source>Say which image it is, with “repository” or “expect”.</source>
        <translation>“repository” 또는 “expect”로 어떤 이미지인지 지정하십시오.</translation>
    </message>
    <message>
        <source>Several containers there have this image, at different versions: {found}.</source>
        <translation>그곳의 여러 컨테이너가 이 이미지를 서로 다른 버전으로 쓰고 있습니다: {found}.</translation>
    </message>
    <message>
        <source>Skipped by {by}.</source>
        <translation>{by}이(가) 건너뛰었습니다.</translation>
    </message>
    <message>
        <source>Something has failed, and the plan says to put back what was changed: that is done as soon as the run goes on to its end.</source>
        <translation>실패한 항목이 있고, 계획에 변경한 내용을 되돌리도록 지정되어 있습니다. 실행을 계속하여 끝나면 바로 되돌립니다.</translation>
    </message>
    <message>
        <source>Something is not as the plan expects. Its drift policy says to ask, and nobody was there to answer.</source>
        <translation>계획이 예상한 것과 다른 점이 있습니다. 계획의 드리프트 정책은 확인하도록 되어 있지만 답할 사람이 없었습니다.</translation>
    </message>
    <message>
        <source>Stays as it is: the image {tag} that build “{build}” pushed is kept in the registry.</source>
        <translation>그대로 유지: 빌드 “{build}”에서 푸시한 이미지 {tag}은(는) 레지스트리에 남습니다.</translation>
    </message>
    <message>
        <source>Stays as it is: the pods of {workload} were only restarted.</source>
        <translation>그대로 유지: {workload}의 파드는 다시 시작되기만 했습니다.</translation>
    </message>
    <message>
        <source>Stays as it is: what the job of {workload} has done.</source>
        <translation>그대로 유지: {workload}의 Job에서 수행한 작업.</translation>
    </message>
    <message>
        <source>Stays as it is: {workload} was not changed by this run.</source>
        <translation>그대로 유지: {workload}은(는) 이 실행에서 변경되지 않았습니다.</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>단계</translation>
    </message>
    <message>
        <source>Tags by “git describe” need an enabled task “Code repository”: its commit is described.</source>
        <translation>“git describe” 태그에는 사용 중인 ‘코드 리포지토리’ 작업이 필요합니다. 그 커밋을 설명합니다.</translation>
    </message>
    <message>
        <source>Task {number}: an address or branch cannot begin with “-”.</source>
        <translation>작업 {number}: 주소나 브랜치는 “-”로 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>Task {number}: the secret “{name}” would be readable in the image by everybody who has it. Hand it to the build as a secret of BuildKit (RUN --mount=type=secret).</source>
        <translation>작업 {number}: 비밀 “{name}”이(가) 이미지에 남아 이미지를 가진 모든 사람이 읽을 수 있습니다. BuildKit 비밀(RUN --mount=type=secret)로 빌드에 전달하십시오.</translation>
    </message>
    <message>
        <source>Task {number}: {port} is no port (0 to 65535; 0 = the usual one).</source>
        <translation>작업 {number}: {port}은(는) 포트가 아닙니다(0~65535, 0은 기본 포트).</translation>
    </message>
    <message>
        <source>Task {number}: “${{{name}}}” has no value here. Known are: {known}.</source>
        <translation>작업 {number}: 여기에는 “${{{name}}}” 값이 없습니다. 사용할 수 있는 변수: {known}.</translation>
    </message>
    <message>
        <source>Task {number}: “${{{name}}}” has no value yet when the tag is made by “git describe”. Address and branch may use: {known}.</source>
        <translation>작업 {number}: “git describe”로 태그를 만들 때 “${{{name}}}”에는 아직 값이 없습니다. 주소와 브랜치에 쓸 수 있는 것: {known}.</translation>
    </message>
    <message>
        <source>Task {number}: “{field}” has an address with a password in it. It would be readable in the file, the journal and the image. Take it out and put it into the keyring: as the password of the task, as a build secret, or as ${{secret:NAME}}.</source>
        <translation>작업 {number}: “{field}”의 주소에 암호가 들어 있습니다. 파일, 저널, 이미지에서 읽을 수 있게 됩니다. 암호를 빼고 키링에 넣으십시오. 작업의 암호, 빌드 비밀 또는 ${{secret:NAME}} 형식으로 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>Task {number}: “{field}” must lie inside the work folder: no absolute path, no “..”.</source>
        <translation>작업 {number}: “{field}”은(는) 작업 폴더 안의 경로여야 합니다. 절대 경로와 “..”은 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>Task {number}: “{field}” must not be empty.</source>
        <translation>작업 {number}: “{field}” 값을 입력해야 합니다.</translation>
    </message>
    <message>
        <source>Task {number}: “{name}” cannot be the name of a variable: letters, digits and “_”, and none that is there already.</source>
        <translation>작업 {number}: “{name}”은(는) 변수 이름으로 사용할 수 없습니다. 문자, 숫자, “_”만 사용할 수 있으며 이미 있는 이름은 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>Task {number}: “{platform}” is no platform. Write it as linux/amd64.</source>
        <translation>작업 {number}: “{platform}”은(는) 플랫폼이 아닙니다. linux/amd64와 같은 형식으로 입력하십시오.</translation>
    </message>
    <message>
        <source>Task {number}: “{url}” is no address of a web server. It begins with http:// or https://.</source>
        <translation>작업 {number}: “{url}”은(는) 웹 서버의 주소가 아닙니다. 주소는 http:// 또는 https://로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>Task {number}: “{value}” is none of {allowed}.</source>
        <translation>작업 {number}: “{value}” 값은 다음 중 하나가 아닙니다: {allowed}.</translation>
    </message>
    <message>
        <source>Temporary failure in name resolution</source>
        <translation>이름 서버가 일시적으로 응답하지 않습니다</translation>
    </message>
    <message>
        <source>The API server refused the change because {workload} is no longer as expected.</source>
        <translation>{workload}의 상태가 예상과 달라 API 서버에서 변경을 거부했습니다.</translation>
    </message>
    <message>
        <source>The Docker engine at {host} does not answer: {text} Start it, or choose another engine under Settings › Engines.</source>
        <translation>{host}의 Docker 엔진이 응답하지 않습니다: {text} 엔진을 시작하거나 설정 › 엔진에서 다른 엔진을 선택하십시오.</translation>
    </message>
    <message>
        <source>The Docker engine at {host} may not be used by you: {text} Ask for membership in the group “docker”, or use another engine.</source>
        <translation>{host}의 Docker 엔진을 사용할 권한이 없습니다: {text} “docker” 그룹의 구성원 자격을 요청하거나 다른 엔진을 사용하십시오.</translation>
    </message>
    <message>
        <source>The Docker engine at {host} refused: {text}</source>
        <translation>{host}의 Docker 엔진에서 요청을 거부했습니다: {text}</translation>
    </message>
    <message>
        <source>The SSH key of the host of {url} is not known on this computer. Connect to it once with “ssh” in a terminal and confirm the key.</source>
        <translation>{url} 호스트의 SSH 키를 이 컴퓨터에서 알 수 없습니다. 터미널에서 “ssh”로 한 번 연결하여 키를 확인하십시오.</translation>
    </message>
    <message>
        <source>The anchor “{anchor}” is not known here or contains itself.</source>
        <translation>앵커 “{anchor}”이(가) 정의되지 않았거나 자기 자신을 포함합니다.</translation>
    </message>
    <message>
        <source>The answer could not be written to “{file}”: {text}</source>
        <translation>응답을 “{file}”에 쓸 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The answer of {url} does not contain “{expected}”.</source>
        <translation>{url}의 응답에 “{expected}”이(가) 포함되어 있지 않습니다.</translation>
    </message>
    <message>
        <source>The app map {name} stands here twice.</source>
        <translation>앱 맵 {name}이(가) 두 번 있습니다.</translation>
    </message>
    <message>
        <source>The build is to use the ssh agent, but none runs here (SSH_AUTH_SOCK is not set). Start one, or turn this off in the task “Build image”.</source>
        <translation>빌드가 ssh 에이전트를 사용해야 하지만 여기에서 실행 중인 에이전트가 없습니다(SSH_AUTH_SOCK이 설정되지 않음). 에이전트를 시작하거나 작업 “이미지 빌드”에서 끄십시오.</translation>
    </message>
    <message>
        <source>The build “{build}” has no enabled task “Code repository”: there are no commits to compare.</source>
        <translation>빌드 “{build}”에 사용 설정된 ‘코드 리포지토리’ 작업이 없어 비교할 커밋이 없습니다.</translation>
    </message>
    <message>
        <source>The build “{build}” has tasks that you have not seen in this form. Look at them and trust them first ({hash}).</source>
        <translation>빌드 “{build}”에 이 형태로 본 적이 없는 작업이 있습니다. 먼저 검토하고 신뢰하십시오({hash}).</translation>
    </message>
    <message>
        <source>The build “{other}” already makes this image. One image repository belongs to one build.</source>
        <translation>빌드 “{other}”에서 이미 이 이미지를 만듭니다. 이미지 리포지토리 하나는 빌드 하나에만 속합니다.</translation>
    </message>
    <message>
        <source>The build “{other}” makes the same image {repository}. One image repository belongs to one build; change one of them.</source>
        <translation>빌드 “{other}”에서 같은 이미지 {repository}을(를) 만듭니다. 이미지 리포지토리 하나는 빌드 하나에만 속합니다. 둘 중 하나를 변경하십시오.</translation>
    </message>
    <message>
        <source>The builder {builder} cannot be used: {text}</source>
        <translation>빌더 {builder}을(를) 사용할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The builder {builder} cannot do this: {text} Choose a builder elsewhere (driver docker-container, kubernetes or remote) under Settings › Engines.</source>
        <translation>빌더 {builder}에서는 할 수 없습니다: {text} 설정 › 엔진에서 다른 곳의 빌더(드라이버 docker-container, kubernetes 또는 remote)를 선택하십시오.</translation>
    </message>
    <message>
        <source>The certificate of the registry {host} is not trusted: {text} Add the CA of your company to the system's certificates.</source>
        <translation>레지스트리 {host}의 인증서를 신뢰할 수 없습니다: {text} 회사의 CA를 시스템 인증서에 추가하십시오.</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted: {text} Add the CA of your company to the system's certificates, or ask whoever runs the server whether {fingerprint} is right and enter that as host key of the task.</source>
        <translation>{host}의 인증서를 신뢰할 수 없습니다: {text} 회사의 CA를 시스템 인증서에 추가하거나, 서버 관리자에게 {fingerprint}이(가) 올바른지 확인한 후 작업의 호스트 키로 입력하십시오.</translation>
    </message>
    <message>
        <source>The certificate of {url} is not trusted: {text} Add the CA of your company to the system's certificates, or let the task ignore TLS errors.</source>
        <translation>{url}의 인증서를 신뢰할 수 없습니다: {text} 회사의 CA를 시스템 인증서에 추가하거나 작업에서 TLS 오류를 무시하도록 설정하십시오.</translation>
    </message>
    <message>
        <source>The certificate of {url} is not trusted: {text} Add the CA of your company to the system's certificates.</source>
        <translation>{url}의 인증서를 신뢰할 수 없습니다: {text} 회사의 CA를 시스템 인증서에 추가하십시오.</translation>
    </message>
    <message>
        <source>The classic builder cannot do this: {what}. Choose BuildKit for the engine under Settings › Engines.</source>
        <translation>클래식 빌더에서는 사용할 수 없는 기능입니다: {what}. 설정 › 엔진에서 이 엔진에 BuildKit을 선택하십시오.</translation>
    </message>
    <message>
        <source>The cluster at {server} answered with error {status}: {text}.</source>
        <translation>{server}의 클러스터에서 오류 {status}을(를) 반환했습니다: {text}.</translation>
    </message>
    <message>
        <source>The cluster at {server} cannot be reached: {text}. Check network, VPN and proxy.</source>
        <translation>{server}의 클러스터에 연결할 수 없습니다: {text}. 네트워크, VPN, 프록시를 확인하십시오.</translation>
    </message>
    <message>
        <source>The cluster at {server} did not answer in time ({seconds} s). Check network, VPN and proxy.</source>
        <translation>{server}의 클러스터가 제한 시간({seconds}초) 안에 응답하지 않았습니다. 네트워크, VPN, 프록시를 확인하십시오.</translation>
    </message>
    <message>
        <source>The cluster at {server} does not accept the login of context “{context}”. Sign in again, or correct the kubeconfig.</source>
        <translation>{server}의 클러스터에서 컨텍스트 “{context}”의 로그인을 받아들이지 않습니다. 다시 로그인하거나 kubeconfig를 수정하십시오.</translation>
    </message>
    <message>
        <source>The cluster at {server} is busy: {text}. Try again in a moment.</source>
        <translation>{server}의 클러스터가 사용 중입니다: {text}. 잠시 후 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The cluster refused the change of {workload} ({resource}): {verdict}.</source>
        <translation>클러스터에서 {workload}의 변경을 거부했습니다({resource}): {verdict}.</translation>
    </message>
    <message>
        <source>The cluster refused the change: {text}.</source>
        <translation>클러스터에서 변경을 거부했습니다: {text}.</translation>
    </message>
    <message>
        <source>The cluster warns: {text}</source>
        <translation>클러스터 경고: {text}</translation>
    </message>
    <message>
        <source>The cluster “{cluster}” is not in the list of clusters.</source>
        <translation>클러스터 “{cluster}”이(가) 클러스터 목록에 없습니다.</translation>
    </message>
    <message>
        <source>The cluster “{cluster}” is not in the workspace. Add it under Settings › Clusters.</source>
        <translation>클러스터 “{cluster}”이(가) 작업 공간에 없습니다. 설정 › 클러스터에서 추가하십시오.</translation>
    </message>
    <message>
        <source>The connection to the Docker engine at {host} broke off: {text} Whether the work went on there is not known.</source>
        <translation>{host}의 Docker 엔진과의 연결이 끊어졌습니다: {text} 엔진에서 작업이 계속되었는지는 알 수 없습니다.</translation>
    </message>
    <message>
        <source>The connection to the cluster at {server} was cut: {text}.</source>
        <translation>{server}의 클러스터와의 연결이 끊어졌습니다: {text}.</translation>
    </message>
    <message>
        <source>The connection to the cluster was closed.</source>
        <translation>클러스터와의 연결이 종료되었습니다.</translation>
    </message>
    <message>
        <source>The container cannot be made: {text} Correct the task.</source>
        <translation>컨테이너를 만들 수 없습니다: {text} 작업을 수정하십시오.</translation>
    </message>
    <message>
        <source>The container could not be started: {text} Its image needs a /bin/sh.</source>
        <translation>컨테이너를 시작할 수 없습니다: {text} 이미지에 /bin/sh가 있어야 합니다.</translation>
    </message>
    <message>
        <source>The container has the image {found}, not {image}. Only the tag can be chosen.</source>
        <translation>이 컨테이너의 이미지는 {image}이(가) 아니라 {found}입니다. 태그만 선택할 수 있습니다.</translation>
    </message>
    <message>
        <source>The container {container} is not there any more.</source>
        <translation>컨테이너 {container}이(가) 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>The container “{name}” stands here twice.</source>
        <translation>컨테이너 “{name}”이(가) 두 번 있습니다.</translation>
    </message>
    <message>
        <source>The context of “{cluster}” leads to another cluster than the one this workspace was made with. Nothing will be changed there. Check the binding under Settings › Clusters.</source>
        <translation>“{cluster}”의 컨텍스트가 이 작업 공간을 만들 때와 다른 클러스터를 가리킵니다. 그 클러스터에서는 아무것도 변경하지 않습니다. 설정 › 클러스터에서 연결을 확인하십시오.</translation>
    </message>
    <message>
        <source>The context “{context}” of {file} names the {what} “{name}”, which is not there. Complete the kubeconfig.</source>
        <translation>{file}의 컨텍스트 “{context}”에 지정된 {what} “{name}”이(가) 없습니다. kubeconfig를 보완하십시오.</translation>
    </message>
    <message>
        <source>The copy of {url} on this computer cannot be read: {text} Delete the folder {folder}; it is made anew.</source>
        <translation>이 컴퓨터의 {url} 사본을 읽을 수 없습니다: {text} {folder} 폴더를 삭제하십시오. 다시 만들어집니다.</translation>
    </message>
    <message>
        <source>The copy of {url} on this computer does not have the commit {commit}. Its commits are shown once the repository was reached.</source>
        <translation>이 컴퓨터의 {url} 사본에 커밋 {commit}이(가) 없습니다. 리포지토리에 연결되면 커밋이 표시됩니다.</translation>
    </message>
    <message>
        <source>The disk is full: the journal {file} cannot be written, so nothing more is changed. Free some space, then try again; a run that was interrupted can be resumed.</source>
        <translation>디스크가 가득 찼습니다. 저널 {file}을(를) 쓸 수 없으므로 더 이상 아무것도 변경하지 않습니다. 공간을 확보한 후 다시 시도하십시오. 중단된 실행은 재개할 수 있습니다.</translation>
    </message>
    <message>
        <source>The disk is full: {file} cannot be written. Free some space; until then choices are not kept.</source>
        <translation>디스크가 가득 찼습니다. {file}을(를) 쓸 수 없습니다. 공간을 확보할 때까지 선택이 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>The disk of the engine “{engine}” has only {free} GiB left. Make room, for example by “docker system prune”.</source>
        <translation>엔진 “{engine}”의 디스크에 {free} GiB만 남았습니다. “docker system prune” 등으로 공간을 확보하십시오.</translation>
    </message>
    <message>
        <source>The docker context “{context}” cannot be used: {text} See “docker context inspect {context}”.</source>
        <translation>Docker 컨텍스트 “{context}”을(를) 사용할 수 없습니다: {text} “docker context inspect {context}” 명령으로 확인하십시오.</translation>
    </message>
    <message>
        <source>The docker context “{context}” does not exist on this computer (known: {known}). Choose another one under Settings › Engines.</source>
        <translation>Docker 컨텍스트 “{context}”이(가) 이 컴퓨터에 없습니다(있는 컨텍스트: {known}). 설정 › 엔진에서 다른 컨텍스트를 선택하십시오.</translation>
    </message>
    <message>
        <source>The engine at {host} could not be reached over SSH: {text} Connect to it once with “ssh” in a terminal: a key in the ssh agent and a known host are needed, and “docker” on the other side.</source>
        <translation>{host}의 엔진에 SSH로 연결할 수 없습니다: {text} 터미널에서 “ssh”로 한 번 연결해 보십시오. SSH 에이전트의 키와 등록된 호스트 키가 필요하며, 상대 쪽에 “docker”가 있어야 합니다.</translation>
    </message>
    <message>
        <source>The engine at {host} ended the build without naming an image.</source>
        <translation>{host}의 엔진이 이미지 이름을 알리지 않고 빌드를 끝냈습니다.</translation>
    </message>
    <message>
        <source>The engine at {host} is reached over SSH, but the program “ssh” was not found. Install the OpenSSH client, or add its folder to PATH.</source>
        <translation>{host}의 엔진은 SSH로 연결되지만 “ssh” 프로그램을 찾을 수 없습니다. OpenSSH 클라이언트를 설치하거나 해당 폴더를 PATH에 추가하십시오.</translation>
    </message>
    <message>
        <source>The engine “{engine}” is not in the workspace.</source>
        <translation>엔진 “{engine}”이(가) 작업 공간에 없습니다.</translation>
    </message>
    <message>
        <source>The file has more than {limit} MB; no file that large is read.</source>
        <translation>파일이 {limit} MB보다 큽니다. 이렇게 큰 파일은 읽지 않습니다.</translation>
    </message>
    <message>
        <source>The file has more than {limit} values (repeated anchors count each time).</source>
        <translation>파일의 값이 {limit}개를 초과합니다(반복되는 앵커는 매번 셉니다).</translation>
    </message>
    <message>
        <source>The file has version {version}; this program knows versions up to {known}. Install a newer version of the program.</source>
        <translation>파일의 버전은 {version}이지만 이 프로그램은 버전 {known}까지만 지원합니다. 더 새로운 버전의 프로그램을 설치하십시오.</translation>
    </message>
    <message>
        <source>The file is empty. It must begin with “version: 1”.</source>
        <translation>파일이 비어 있습니다. “version: 1”로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>The file is not valid UTF-8 (byte {position}). Save it as UTF-8.</source>
        <translation>파일이 올바른 UTF-8이 아닙니다(바이트 위치 {position}). UTF-8로 저장하십시오.</translation>
    </message>
    <message>
        <source>The file of certificates {file} cannot be read: {text}</source>
        <translation>인증서 파일 {file}을(를) 읽을 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The files of this build are {megabytes} MB in {files} files, over the limit of {limit} MB, and nobody can be asked. The largest: {largest}. Leave files out with .dockerignore, raise limits.context_megabytes in workspace.yaml, or allow it with --large-context.</source>
        <translation>이 빌드의 파일은 {files}개, {megabytes} MB로 한도 {limit} MB를 넘으며, 물어볼 사람이 없습니다. 가장 큰 항목: {largest}. .dockerignore로 파일을 제외하거나, workspace.yaml의 limits.context_megabytes를 올리거나, --large-context로 허용하십시오.</translation>
    </message>
    <message>
        <source>The files of this build are {megabytes} MB in {files} files, over the limit of {limit} MB. The largest: {largest}. Send them to the engine?</source>
        <translation>이 빌드의 파일은 {files}개, {megabytes} MB로 한도 {limit} MB를 넘습니다. 가장 큰 항목: {largest}. 엔진으로 보내시겠습니까?</translation>
    </message>
    <message>
        <source>The folder has changes that are not committed. The build does not see them.</source>
        <translation>폴더에 커밋되지 않은 변경이 있습니다. 빌드에는 보이지 않습니다.</translation>
    </message>
    <message>
        <source>The folder has no git remote. A build takes its files from a repository, so that it gives the same on any computer: enter the address in the task “Code repository”.</source>
        <translation>폴더에 git 원격이 없습니다. 빌드는 어느 컴퓨터에서나 같은 결과를 내도록 리포지토리에서 파일을 가져옵니다. ‘코드 리포지토리’ 작업에 주소를 입력하십시오.</translation>
    </message>
    <message>
        <source>The folder of locks {folder} cannot be written ({reason}), so nothing is changed. Check the rights of the profile folder, or choose another profile with --profile.</source>
        <translation>잠금 폴더 {folder}에 쓸 수 없어({reason}) 아무것도 변경하지 않습니다. 프로필 폴더의 권한을 확인하거나 --profile로 다른 프로필을 선택하십시오.</translation>
    </message>
    <message>
        <source>The folder “{folder}” has no Dockerfile and no compose file with a service that is built. Choose the folder in which they lie.</source>
        <translation>“{folder}” 폴더에 Dockerfile이 없고, 빌드하는 서비스가 있는 compose 파일도 없습니다. 그 파일이 있는 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>The host key of the task cannot be understood: {text} Enter a fingerprint (SHA256:…) or a line as “ssh-keyscan” writes it.</source>
        <translation>작업의 호스트 키를 이해할 수 없습니다: {text} 지문(SHA256:…) 또는 “ssh-keyscan”이 출력하는 형식의 줄을 입력하십시오.</translation>
    </message>
    <message>
        <source>The image is for {image}, but the nodes that may take this pod are {nodes}. It will not start there. Build it for that platform.</source>
        <translation>이미지의 플랫폼은 {image}이지만 이 파드를 받을 수 있는 노드는 {nodes}입니다. 그곳에서는 시작되지 않습니다. 해당 플랫폼용으로 빌드하십시오.</translation>
    </message>
    <message>
        <source>The image is for {image}, but there are nodes of {nodes} too, where it will not start. Build it for both, or choose the nodes by a node selector.</source>
        <translation>이미지의 플랫폼은 {image}이지만 {nodes} 노드도 있으며, 그곳에서는 시작되지 않습니다. 모든 플랫폼용으로 빌드하거나 노드 셀렉터로 노드를 선택하십시오.</translation>
    </message>
    <message>
        <source>The image name is empty.</source>
        <translation>이미지 이름이 비어 있습니다.</translation>
    </message>
    <message>
        <source>The image name “{image}” must not contain a tag; the version makes the tag.</source>
        <translation>이미지 이름 “{image}”에는 태그를 포함할 수 없습니다. 태그는 버전으로 만들어집니다.</translation>
    </message>
    <message>
        <source>The image of a Job cannot be changed after it was created.</source>
        <translation>Job의 이미지는 생성된 후에 변경할 수 없습니다.</translation>
    </message>
    <message>
        <source>The image repository was changed from {before} to {now} since this was chosen: choose again.</source>
        <translation>선택한 뒤에 이미지 리포지토리가 {before}에서 {now}(으)로 변경되었습니다. 다시 선택하십시오.</translation>
    </message>
    <message>
        <source>The image {image} cannot be had: {text} Correct image and tag of the task.</source>
        <translation>이미지 {image}을(를) 가져올 수 없습니다: {text} 작업의 이미지와 태그를 수정하십시오.</translation>
    </message>
    <message>
        <source>The image {image} does not say from which commit it was made (its label org.opencontainers.image.revision).</source>
        <translation>{image} 이미지에 어떤 커밋으로 만들었는지 적혀 있지 않습니다(레이블 org.opencontainers.image.revision).</translation>
    </message>
    <message>
        <source>The image “{image}” of this container cannot be understood.</source>
        <translation>이 컨테이너의 이미지 “{image}”을(를) 해석할 수 없습니다.</translation>
    </message>
    <message>
        <source>The journal has a run “{run}” already.</source>
        <translation>저널에 실행 “{run}”이(가) 이미 있습니다.</translation>
    </message>
    <message>
        <source>The journal of this profile has no run “{run}”.</source>
        <translation>이 프로필의 저널에 실행 “{run}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The journal {file} cannot be written ({reason}), so nothing is changed. Check the rights of the folder, or choose another profile with --profile.</source>
        <translation>저널 {file}을(를) 쓸 수 없으므로({reason}) 아무것도 변경하지 않습니다. 폴더의 권한을 확인하거나 --profile로 다른 프로필을 선택하십시오.</translation>
    </message>
    <message>
        <source>The journal {file} has been in use by another process for too long. Close other windows of this program and try again.</source>
        <translation>다른 프로세스가 저널 {file}을(를) 너무 오래 사용하고 있습니다. 이 프로그램의 다른 창을 닫고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The journal {file} is damaged ({reason}). Move it away or put back the newest copy (journal.db.v….bak) beside it; then start again. Images and clusters are not touched by this.</source>
        <translation>저널 {file}이(가) 손상되었습니다({reason}). 파일을 다른 곳으로 옮기거나 같은 폴더의 최신 사본(journal.db.v….bak)으로 되돌린 후 다시 시작하십시오. 이미지와 클러스터에는 영향이 없습니다.</translation>
    </message>
    <message>
        <source>The journal {file} was written by a newer version of this program (form {version}, known up to {known}). Install that version, or choose another profile with --profile.</source>
        <translation>저널 {file}은(는) 이 프로그램의 더 새로운 버전에서 작성되었습니다(형식 {version}, 지원되는 최대 형식 {known}). 해당 버전을 설치하거나 --profile로 다른 프로필을 선택하십시오.</translation>
    </message>
    <message>
        <source>The keyring does not work: {text} Passwords are kept until the program ends, and nowhere else.</source>
        <translation>키링이 작동하지 않습니다: {text} 암호는 프로그램이 끝날 때까지만 보관되며 다른 곳에는 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>The keyring has no password named “{name}” for {url}. Enter it in Edit Build.</source>
        <translation>키링에 {url}의 “{name}” 암호가 없습니다. 빌드 편집에서 입력하십시오.</translation>
    </message>
    <message>
        <source>The keyring has no secret named “{name}”. Enter it in Edit Build.</source>
        <translation>키링에 “{name}” 비밀 값이 없습니다. 빌드 편집에서 입력하십시오.</translation>
    </message>
    <message>
        <source>The keyring has not answered for {seconds} seconds; perhaps it asks for its password. Until then passwords are kept in this session only.</source>
        <translation>키링이 {seconds}초 동안 응답하지 않습니다. 키링에서 암호를 묻고 있을 수 있습니다. 그동안 암호는 이 세션에만 보관됩니다.</translation>
    </message>
    <message>
        <source>The keyring is locked. Passwords are kept until the program ends. Unlock the keyring to keep them for longer.</source>
        <translation>키링이 잠겨 있습니다. 암호는 프로그램이 끝날 때까지만 보관됩니다. 더 오래 보관하려면 키링의 잠금을 해제하십시오.</translation>
    </message>
    <message>
        <source>The kubeconfig {file} cannot be used (line {line}): {text}.</source>
        <translation>kubeconfig {file}을(를) 사용할 수 없습니다({line}번째 줄): {text}.</translation>
    </message>
    <message>
        <source>The kubeconfig {file} has no context “{context}”. Choose another context in the cluster's settings.</source>
        <translation>kubeconfig {file}에 컨텍스트 “{context}”이(가) 없습니다. 클러스터 설정에서 다른 컨텍스트를 선택하십시오.</translation>
    </message>
    <message>
        <source>The line has the character {character} ({name}), which no name or tag can have. It may look like another one, or like nothing: type the word anew.</source>
        <translation>이 줄에는 이름이나 태그에 쓸 수 없는 문자 {character}({name})가 있습니다. 다른 문자처럼 보이거나 보이지 않을 수 있습니다: 단어를 다시 입력하십시오.</translation>
    </message>
    <message>
        <source>The lines {lines} want different things for {row}. None of them is taken.</source>
        <translation>{lines}번째 줄이 {row}에 대해 서로 다른 것을 요구합니다. 어느 것도 적용하지 않습니다.</translation>
    </message>
    <message>
        <source>The list is too old to go on: {text}.</source>
        <translation>목록이 오래되어 이어서 읽을 수 없습니다: {text}.</translation>
    </message>
    <message>
        <source>The log cannot be saved as {file}: {reason}.</source>
        <translation>로그를 {file}(으)로 저장할 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The log “{log}” cannot be written in {folder}: {reason}.</source>
        <translation>{folder}에 로그 “{log}”을(를) 쓸 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>The log “{log}” is being written by another process.</source>
        <translation>로그 “{log}”을(를) 다른 프로세스에서 쓰고 있습니다.</translation>
    </message>
    <message>
        <source>The login of context “{context}” has expired. Run any kubectl command with this context to renew it.</source>
        <translation>컨텍스트 “{context}”의 로그인이 만료되었습니다. 이 컨텍스트로 kubectl 명령을 실행하여 갱신하십시오.</translation>
    </message>
    <message>
        <source>The login of context “{context}” uses the auth provider “{name}”, which Kubernetes has removed. Use an exec plugin instead.</source>
        <translation>컨텍스트 “{context}”의 로그인에 사용된 인증 공급자 “{name}”은(는) Kubernetes에서 제거되었습니다. 대신 exec 플러그인을 사용하십시오.</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” failed (exit code {code}): {text}. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}” 실행에 실패했습니다(종료 코드 {code}): {text}. 터미널에서 직접 실행하여 필요한 조치를 확인하십시오(대부분 다시 로그인하면 됩니다).</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave an answer that cannot be used: {text}.</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}”이(가) 사용할 수 없는 응답을 반환했습니다: {text}.</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave neither a token nor a certificate. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}”이(가) 토큰도 인증서도 반환하지 않았습니다. 터미널에서 직접 실행하여 필요한 조치를 확인하십시오(대부분 다시 로그인하면 됩니다).</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” gave no answer in {seconds} s. Run it in a terminal to see what it needs (often: sign in again).</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}”이(가) {seconds}초 안에 응답하지 않았습니다. 터미널에서 직접 실행하여 필요한 조치를 확인하십시오(대부분 다시 로그인하면 됩니다).</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” wants a terminal (interactiveMode: Always), which there is none of here.</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}”에는 터미널이 필요하지만(interactiveMode: Always) 여기에는 터미널이 없습니다.</translation>
    </message>
    <message>
        <source>The login program “{command}” of context “{context}” was not found. Install it, or put it on the PATH. {hint}</source>
        <translation>컨텍스트 “{context}”의 로그인 프로그램 “{command}”을(를) 찾을 수 없습니다. 설치하거나 PATH에 추가하십시오. {hint}</translation>
    </message>
    <message>
        <source>The logs of {pod} may not be read: {text}</source>
        <translation>{pod}의 로그를 읽을 권한이 없습니다: {text}</translation>
    </message>
    <message>
        <source>The newest version is not known: the list of versions is not complete.</source>
        <translation>최신 버전을 알 수 없습니다. 버전 목록이 완전하지 않습니다.</translation>
    </message>
    <message>
        <source>The next “helm upgrade” puts the image of the chart back. Change it in the values of the release too.</source>
        <translation>다음 “helm upgrade” 때 차트의 이미지로 되돌아갑니다. 릴리스의 값에서도 변경하십시오.</translation>
    </message>
    <message>
        <source>The node is removing the container of then and does not give its log now ({text}). Try again in a few seconds.</source>
        <translation>노드에서 이전 컨테이너를 제거하는 중이므로 지금은 로그를 제공하지 않습니다({text}). 몇 초 후 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The password of “{registry}” was entered for {entered}, but the workspace now names {now}. It is not sent there. If the change is right, enter the password anew under Settings › Registries.</source>
        <translation>“{registry}”의 암호는 {entered}용으로 입력되었지만 작업 공간은 이제 {now}을(를) 가리킵니다. 암호를 그곳에 보내지 않습니다. 변경이 맞으면 설정 › 레지스트리에서 암호를 다시 입력하십시오.</translation>
    </message>
    <message>
        <source>The plan has no step “{word}” to come after. Write WORKLOAD, KIND/WORKLOAD or CLUSTER/NAMESPACE/KIND/WORKLOAD.</source>
        <translation>계획에 앞서야 할 단계 “{word}”이(가) 없습니다. WORKLOAD, KIND/WORKLOAD 또는 CLUSTER/NAMESPACE/KIND/WORKLOAD 형식으로 쓰십시오.</translation>
    </message>
    <message>
        <source>The plan has pauses, and nobody is there to say whether to go on. --go-on goes past them. Nothing was changed.</source>
        <translation>계획에 일시 정지가 있는데 계속할지 답할 사람이 없습니다. --go-on 으로 건너뛸 수 있습니다. 변경된 것은 없습니다.</translation>
    </message>
    <message>
        <source>The plan is empty: nothing in it is to be run.</source>
        <translation>계획이 비어 있습니다. 실행할 항목이 없습니다.</translation>
    </message>
    <message>
        <source>The plan means the image {planned}, but this container runs {found}.</source>
        <translation>계획의 이미지는 {planned}, 이 컨테이너가 실행 중인 이미지는 {found}입니다.</translation>
    </message>
    <message>
        <source>The plan names no digest: the tag is taken as it is.</source>
        <translation>계획에 다이제스트가 없습니다: 태그를 그대로 가져옵니다.</translation>
    </message>
    <message>
        <source>The pods there do not all run the same image: wait for the end of the rollout.</source>
        <translation>그곳의 파드가 모두 같은 이미지를 실행하지 않습니다: 롤아웃이 끝날 때까지 기다리십시오.</translation>
    </message>
    <message>
        <source>The private key of the task cannot be used: {text} For a key with a passphrase, enter that as the password.</source>
        <translation>작업의 개인 키를 사용할 수 없습니다: {text} 암호 문구가 있는 키는 암호 문구를 암호로 입력하십시오.</translation>
    </message>
    <message>
        <source>The profile folder {folder} lies on a network file system ({kind}), where a journal cannot be kept safely. Choose a folder on a local disk with --profile.</source>
        <translation>프로필 폴더 {folder}이(가) 네트워크 파일 시스템({kind})에 있어 저널을 안전하게 보관할 수 없습니다. --profile로 로컬 디스크의 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>The profile folder {folder} lies on a network file system ({kind}), where it cannot be kept safely. Choose a folder on a local disk with --profile.</source>
        <translation>프로필 폴더 {folder}이(가) 네트워크 파일 시스템({kind})에 있어 데이터를 안전하게 보관할 수 없습니다. --profile로 로컬 디스크의 폴더를 선택하십시오.</translation>
    </message>
    <message>
        <source>The program “docker buildx” was not found: {text} Install the Docker CLI and its plugin buildx (package docker-buildx-plugin, or Docker Desktop), or choose the classic builder under Settings › Engines.</source>
        <translation>프로그램 “docker buildx”를 찾을 수 없습니다: {text} Docker CLI와 플러그인 buildx(패키지 docker-buildx-plugin 또는 Docker Desktop)를 설치하거나 설정 › 엔진에서 클래식 빌더를 선택하십시오.</translation>
    </message>
    <message>
        <source>The program “git” was not found. Install it, or add its folder to PATH.</source>
        <translation>“git” 프로그램을 찾을 수 없습니다. 설치하거나 해당 폴더를 PATH에 추가하십시오.</translation>
    </message>
    <message>
        <source>The proxy {proxy} does not connect to {server}: {text}.</source>
        <translation>프록시 {proxy}을(를) 통해 {server}에 연결할 수 없습니다: {text}.</translation>
    </message>
    <message>
        <source>The proxy “{proxy}” cannot be used: only http:// and https:// proxies are supported.</source>
        <translation>프록시 “{proxy}”을(를) 사용할 수 없습니다. http:// 및 https:// 프록시만 지원됩니다.</translation>
    </message>
    <message>
        <source>The pull secret {secret} is not there: the nodes may not be able to pull the image.</source>
        <translation>풀 시크릿 {secret}이(가) 없습니다. 노드에서 이미지를 풀하지 못할 수 있습니다.</translation>
    </message>
    <message>
        <source>The quota {quota} has no room for a pod more: {free} of {resource} is free, one pod needs {needed}. Old pods are stopped before new ones start.</source>
        <translation>할당량 {quota}에 파드를 하나 더 둘 여유가 없습니다. {resource} 여유: {free}, 파드 하나에 필요한 양: {needed}. 기존 파드를 먼저 중지한 뒤 새 파드를 시작합니다.</translation>
    </message>
    <message>
        <source>The quotation marks of this line do not match.</source>
        <translation>이 줄의 따옴표가 맞지 않습니다.</translation>
    </message>
    <message>
        <source>The recipe of this run of build “{build}” cannot be read by this version of the program: {text}</source>
        <translation>이 버전의 프로그램에서는 빌드 “{build}”의 이 실행 레시피를 읽을 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The record of this run is as it was written while this command says so:</source>
        <translation>다음 명령이 확인하는 동안 이 실행의 기록은 기록된 그대로입니다:</translation>
    </message>
    <message>
        <source>The registry did not give out a base image ({step}): {text} Enter user and password for it under Settings › Registries, and look whether the image exists.</source>
        <translation>레지스트리에서 베이스 이미지를 받을 수 없습니다({step}): {text} 설정 › 레지스트리에서 해당 레지스트리의 사용자와 암호를 입력하고 이미지가 있는지 확인하십시오.</translation>
    </message>
    <message>
        <source>The registry does not have the image {image}.</source>
        <translation>레지스트리에 {image} 이미지가 없습니다.</translation>
    </message>
    <message>
        <source>The registry gave only a part of the list of tags, so the next number of build “{build}” is not known. Try again.</source>
        <translation>레지스트리에서 태그 목록의 일부만 보내어 빌드 “{build}”의 다음 번호를 알 수 없습니다. 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The registry has no tag {tag} of this image.</source>
        <translation>레지스트리에 이 이미지의 태그 {tag}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>The registry has no tag {tag} of this image. Pre-flight asks once more, and refuses it if that is so.</source>
        <translation>레지스트리에 이 이미지의 {tag} 태그가 없습니다. 사전 점검에서 다시 확인하고, 그래도 없으면 거부합니다.</translation>
    </message>
    <message>
        <source>The registry {host} answered with an error ({what}): {text}</source>
        <translation>레지스트리 {host}에서 오류를 반환했습니다({what}): {text}</translation>
    </message>
    <message>
        <source>The registry {host} asks to send the password to {realm} without encryption. It was not sent.</source>
        <translation>레지스트리 {host}에서 암호를 암호화 없이 {realm}(으)로 보내도록 요청했습니다. 암호는 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The registry {host} does not allow deleting images. Its operator can turn it on.</source>
        <translation>레지스트리 {host}에서 이미지 삭제를 허용하지 않습니다. 레지스트리 운영자가 삭제를 허용할 수 있습니다.</translation>
    </message>
    <message>
        <source>The registry {host} does not answer: {text} Check the address and the network, then try again.</source>
        <translation>레지스트리 {host}이(가) 응답하지 않습니다: {text} 주소와 네트워크를 확인한 후 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The registry {host} gave an answer that cannot be understood ({what}): {text}</source>
        <translation>레지스트리 {host}의 응답을 이해할 수 없습니다({what}): {text}</translation>
    </message>
    <message>
        <source>The registry {host} has trouble of its own: {text} Try again later; if it stays so, tell whoever keeps the registry.</source>
        <translation>레지스트리 {host} 자체에 문제가 있습니다: {text} 나중에 다시 시도하고, 계속되면 레지스트리 관리자에게 알리십시오.</translation>
    </message>
    <message>
        <source>The registry {host} refused: {text} Check user, password and rights under Settings › Registries.</source>
        <translation>레지스트리 {host}에서 요청을 거부했습니다: {text} 설정 › 레지스트리에서 사용자, 암호, 권한을 확인하십시오.</translation>
    </message>
    <message>
        <source>The registry {host} refuses more requests for now: {text} Try again later.</source>
        <translation>레지스트리 {host}에서 지금은 요청을 더 받지 않습니다: {text} 나중에 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The registry's list of tags as it was read on {when} has no tag {tag} of this image. It may have been pushed since: pre-flight asks.</source>
        <translation>{when}에 읽은 레지스트리의 태그 목록에는 이 이미지의 태그 {tag}이(가) 없습니다. 그 뒤에 푸시되었을 수 있으며 사전 점검에서 확인합니다.</translation>
    </message>
    <message>
        <source>The remote of the folder is not known, so the address of the repository stays open: enter it in the task “Code repository”.</source>
        <translation>폴더의 원격을 알 수 없어 리포지토리 주소가 비어 있습니다. ‘코드 리포지토리’ 작업에 주소를 입력하십시오.</translation>
    </message>
    <message>
        <source>The repository {url} does not have the commit {commit} (any more). Its history may have been rewritten, or the image was built from elsewhere.</source>
        <translation>{url} 리포지토리에 커밋 {commit}이(가) 없습니다. 기록이 다시 쓰였거나 이미지가 다른 곳에서 빌드되었을 수 있습니다.</translation>
    </message>
    <message>
        <source>The request to {url} cannot be sent: {text} Correct method and headers of the task.</source>
        <translation>{url}에 요청을 보낼 수 없습니다: {text} 작업의 메서드와 헤더를 수정하십시오.</translation>
    </message>
    <message>
        <source>The rest was not read: at most {lines} lines and {characters} characters are.</source>
        <translation>나머지는 읽지 않았습니다: 최대 {lines}줄, {characters}자까지 읽습니다.</translation>
    </message>
    <message>
        <source>The rollout may stop {n} pods at once; the disruption budget {budget} wants that at most {spare} are missing, but rollouts do not heed budgets.</source>
        <translation>롤아웃은 한 번에 파드 {n}개를 중지할 수 있습니다. 중단 예산 {budget}에서 허용하는 수는 최대 {spare}개이지만, 롤아웃에는 중단 예산이 적용되지 않습니다.</translation>
    </message>
    <message>
        <source>The rollout needs a pod more at first, and the quota {quota} has no room for it: {free} of {resource} is free, one pod needs {needed}. It will wait for ever. Raise the quota, or set maxSurge to 0.</source>
        <translation>롤아웃에는 먼저 파드가 하나 더 필요하지만 할당량 {quota}에 여유가 없습니다. {resource} 여유: {free}, 파드 하나에 필요한 양: {needed}. 롤아웃이 끝없이 대기하게 됩니다. 할당량을 늘리거나 maxSurge를 0으로 설정하십시오.</translation>
    </message>
    <message>
        <source>The run {run} is still at work; stop it or wait for its end.</source>
        <translation>실행 {run}이(가) 아직 진행 중입니다. 중지하거나 끝날 때까지 기다리십시오.</translation>
    </message>
    <message>
        <source>The run “{run}” is at work in another window or process. Watch it there, or stop it.</source>
        <translation>실행 “{run}”이(가) 다른 창이나 프로세스에서 진행 중입니다. 그곳에서 확인하거나 중지하십시오.</translation>
    </message>
    <message>
        <source>The server {host} does not answer: {text} Check host, port and protocol of the task and the network, then try again.</source>
        <translation>서버 {host}이(가) 응답하지 않습니다: {text} 작업의 호스트, 포트, 프로토콜과 네트워크를 확인한 후 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>The server {host} refused the login: {text} Check user and password or key of the task.</source>
        <translation>서버 {host}에서 로그인을 거부했습니다: {text} 작업의 사용자와 암호 또는 키를 확인하십시오.</translation>
    </message>
    <message>
        <source>The server {host} showed the key {fingerprint}, which is not the host key set in the task (or none is set there). Ask whoever runs the server for its fingerprint; if it is this one, enter it as host key of the task. No login was sent.</source>
        <translation>서버 {host}에서 제시한 키 {fingerprint}이(가) 작업에 설정된 호스트 키와 다르거나 설정된 키가 없습니다. 서버 관리자에게 지문을 확인하고, 일치하면 작업의 호스트 키로 입력하십시오. 로그인 정보는 보내지 않았습니다.</translation>
    </message>
    <message>
        <source>The shell “{shell}” could not be started: {text}</source>
        <translation>셸 “{shell}”을(를) 시작할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The shell “{shell}” was not found on this computer. Install it, or name another one in the task: a program of PATH or a whole path.</source>
        <translation>셸 “{shell}”을(를) 이 컴퓨터에서 찾을 수 없습니다. 설치하거나 작업에서 다른 셸을 지정하십시오. PATH에 있는 프로그램 또는 전체 경로를 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>The tag latest of {repository} was left as it is: it names {found} by now, which is not known to be older than {tag}.</source>
        <translation>{repository}의 태그 latest는 그대로 두었습니다. 지금 {found}을(를) 가리키며, {tag}보다 오래된 이미지인지 확인되지 않습니다.</translation>
    </message>
    <message>
        <source>The tag of {image} is not in the registry any more. What ran is put back by its digest: {back}</source>
        <translation>{image}: 태그가 더 이상 레지스트리에 없습니다. 실행되던 이미지를 다이제스트로 되돌립니다: {back}</translation>
    </message>
    <message>
        <source>The tag {tag} cannot be checked now; it will be deployed by name and pulled anew.</source>
        <translation>지금은 태그 {tag}을(를) 확인할 수 없습니다. 이름으로 배포하고 새로 가져옵니다.</translation>
    </message>
    <message>
        <source>The tag {tag} is not a version of the build “{build}”.</source>
        <translation>태그 {tag}은(는) 빌드 “{build}”의 버전이 아닙니다.</translation>
    </message>
    <message>
        <source>The tag {tag} names another image by now than when the plan was made.</source>
        <translation>태그 {tag}은(는) 이제 계획을 만들 때와 다른 이미지를 가리킵니다.</translation>
    </message>
    <message>
        <source>The tag {tag} names another image in {repository} ({found}) than the one that runs there ({wanted}).</source>
        <translation>{repository}의 태그 {tag}은(는) 그곳에서 실행 중인 이미지({wanted})가 아닌 다른 이미지({found})를 가리킵니다.</translation>
    </message>
    <message>
        <source>The tag {tag} names another image now ({found}) than the one that was chosen ({wanted}).</source>
        <translation>태그 {tag}은(는) 이제 선택한 이미지({wanted})가 아닌 다른 이미지({found})를 가리킵니다.</translation>
    </message>
    <message>
        <source>The tag {tag} names another image than the one pushed ({found}, not {pushed}): another workstation pushed at the same moment.</source>
        <translation>태그 {tag}이(가) 푸시한 이미지와 다른 이미지를 가리킵니다(현재 {found}, 푸시 {pushed}). 다른 워크스테이션에서 동시에 푸시했습니다.</translation>
    </message>
    <message>
        <source>The tag {tag} names another image than when it was chosen: {expected} then, {found} now.</source>
        <translation>태그 {tag}에 연결된 이미지가 선택할 때와 다릅니다. 당시: {expected}, 현재: {found}.</translation>
    </message>
    <message>
        <source>The tag {tag} of {repository} names another image ({found}) than the one that this computer pushed ({pushed}): somebody wrote it later. What is deployed is pinned by its digest and stays; build again for a tag of its own.</source>
        <translation>{repository}의 태그 {tag}이(가) 이 컴퓨터에서 푸시한 이미지({pushed})가 아닌 다른 이미지({found})를 가리킵니다. 나중에 다른 사람이 기록했습니다. 배포된 것은 다이제스트로 고정되어 그대로 유지됩니다. 고유한 태그를 얻으려면 다시 빌드하십시오.</translation>
    </message>
    <message>
        <source>The template there names only the tag {tag}: what the registry has under it now is taken.</source>
        <translation>그곳의 템플릿에는 태그 {tag}만 있습니다: 지금 레지스트리에서 이 태그가 가리키는 이미지를 가져옵니다.</translation>
    </message>
    <message>
        <source>The transfer with {host} cannot be begun: {text}</source>
        <translation>{host}에서 파일 전송을 시작할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The transfer with {host} failed at “{path}”: {text}</source>
        <translation>{host}에서 “{path}” 전송에 실패했습니다: {text}</translation>
    </message>
    <message>
        <source>The user or password in the address of {url} was left out. Enter them in the task “Code repository”.</source>
        <translation>{url} 주소의 사용자 또는 암호는 뺐습니다. ‘코드 리포지토리’ 작업에 입력하십시오.</translation>
    </message>
    <message>
        <source>The version must be a whole number, not “{value}”.</source>
        <translation>버전에는 “{value}” 대신 정수를 입력해야 합니다.</translation>
    </message>
    <message>
        <source>The version {tag} is not in the registry (any more).</source>
        <translation>버전 {tag}이(가) 레지스트리에 없거나 삭제되었습니다.</translation>
    </message>
    <message>
        <source>The wanted image is already there; nothing will be changed.</source>
        <translation>원하는 이미지가 이미 배포되어 있어 아무것도 변경하지 않습니다.</translation>
    </message>
    <message>
        <source>The window ended at {end} ({zone}) before everything was there. Nothing was started.</source>
        <translation>모두 준비되기 전에 시간 범위가 {end} ({zone})에 끝났습니다. 아무것도 시작되지 않았습니다.</translation>
    </message>
    <message>
        <source>The window ends ({end}) before it begins ({begin}).</source>
        <translation>시간 범위의 끝({end})이 시작({begin})보다 빠릅니다.</translation>
    </message>
    <message>
        <source>The work folder could not be fetched from the container: {text}</source>
        <translation>컨테이너에서 작업 폴더를 가져올 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The work folder {folder} could not be written: {text}</source>
        <translation>작업 폴더 {folder}에 쓸 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>The workload {name} has two steps. Put its containers into one.</source>
        <translation>워크로드 {name}에 단계가 두 개 있습니다. 컨테이너를 한 단계로 모으십시오.</translation>
    </message>
    <message>
        <source>There is a newer version than the one that “latest” meant when the plan was made: {found}. {tag} is deployed.</source>
        <translation>계획을 만들 때 ‘latest’가 가리킨 버전보다 새 버전이 있습니다: {found}. 배포되는 것은 {tag} 버전입니다.</translation>
    </message>
    <message>
        <source>There is a plan “{name}” already. Take another name.</source>
        <translation>“{name}” 계획이 이미 있습니다. 다른 이름을 지정하십시오.</translation>
    </message>
    <message>
        <source>There is another job named {job} already.</source>
        <translation>이름이 {job}인 다른 Job이 이미 있습니다.</translation>
    </message>
    <message>
        <source>There is more in this line than a workload and a tag: “{words}”. Leave only {name} {tag}.</source>
        <translation>이 줄에는 워크로드와 태그 외에 다른 말이 있습니다: “{words}”. {name} {tag}만 남기십시오.</translation>
    </message>
    <message>
        <source>There is no build “{build}” in the workspace.</source>
        <translation>작업 공간에 빌드 “{build}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no file “{dockerfile}” in the folder of the build. Correct the path in the task “Build image”.</source>
        <translation>빌드 폴더에 “{dockerfile}” 파일이 없습니다. “이미지 빌드” 작업에서 경로를 수정하십시오.</translation>
    </message>
    <message>
        <source>There is no folder “{folder}” to build from. Correct the folder in the task “Build image”.</source>
        <translation>빌드할 폴더 “{folder}”이(가) 없습니다. “이미지 빌드” 작업에서 폴더를 수정하십시오.</translation>
    </message>
    <message>
        <source>There is no folder “{folder}” to run the script in. Correct the working folder of the task, or make it in an earlier task.</source>
        <translation>스크립트를 실행할 폴더 “{folder}”이(가) 없습니다. 작업의 실행 폴더를 수정하거나 앞선 작업에서 폴더를 만드십시오.</translation>
    </message>
    <message>
        <source>There is no folder “{folder}”, or it may not be read: {text}</source>
        <translation>“{folder}” 폴더가 없거나 읽을 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>There is no kubeconfig: {file} does not exist. Set KUBECONFIG, or choose the file in the cluster's settings.</source>
        <translation>kubeconfig가 없습니다. {file}이(가) 존재하지 않습니다. KUBECONFIG를 설정하거나 클러스터 설정에서 파일을 선택하십시오.</translation>
    </message>
    <message>
        <source>There is no repository at {url}, or you may not see it: {text}</source>
        <translation>{url}에 리포지토리가 없거나 볼 수 있는 권한이 없습니다: {text}</translation>
    </message>
    <message>
        <source>There is no run {run}.</source>
        <translation>실행 {run}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is no schema “{kind}”. There are: {known}.</source>
        <translation>스키마 “{kind}”이(가) 없습니다. 사용할 수 있는 스키마: {known}.</translation>
    </message>
    <message>
        <source>There is no workload “{name}” here.</source>
        <translation>여기에 “{name}” 워크로드가 없습니다.</translation>
    </message>
    <message>
        <source>There is no workload “{name}” here. Is “{other}” meant?</source>
        <translation>여기에 “{name}” 워크로드가 없습니다. “{other}”을(를) 뜻합니까?</translation>
    </message>
    <message>
        <source>There is no “{path}” on {side}.</source>
        <translation>{side}에 “{path}”이(가) 없습니다.</translation>
    </message>
    <message>
        <source>There is nothing in the plan to run.</source>
        <translation>계획에 실행할 것이 없습니다.</translation>
    </message>
    <message>
        <source>There was no answer in time.</source>
        <translation>제시간에 응답이 없었습니다.</translation>
    </message>
    <message>
        <source>These steps wait for one another, so none of them would ever begin: {steps}</source>
        <translation>다음 단계가 서로를 기다리므로 어느 것도 시작되지 않습니다: {steps}</translation>
    </message>
    <message>
        <source>This CronJob is suspended: nothing starts until it is resumed.</source>
        <translation>이 CronJob은 중단되어 있습니다. 다시 시작할 때까지 아무것도 실행되지 않습니다.</translation>
    </message>
    <message>
        <source>This Deployment is paused: its pods change only when it is resumed.</source>
        <translation>이 Deployment는 일시 중지되어 있습니다. 다시 시작해야 파드가 변경됩니다.</translation>
    </message>
    <message>
        <source>This address contains a password, which does not belong in a file. Put it into the keyring and name it with “secret:” (for example “secret: git/shop”), the user with “username:”.</source>
        <translation>이 주소에는 암호가 포함되어 있습니다. 암호는 파일에 두지 마십시오. 키링에 저장한 후 “secret:”으로 그 이름(예: “secret: git/shop”)을, “username:”으로 사용자를 지정하십시오.</translation>
    </message>
    <message>
        <source>This app map is read-only.</source>
        <translation>이 앱 맵은 읽기 전용입니다.</translation>
    </message>
    <message>
        <source>This build has no image in the registry yet.</source>
        <translation>이 빌드의 이미지가 아직 레지스트리에 없습니다.</translation>
    </message>
    <message>
        <source>This cluster does not have {kind}s.</source>
        <translation>이 클러스터는 {kind} 리소스를 지원하지 않습니다.</translation>
    </message>
    <message>
        <source>This computer has no keyring that can be used. Passwords are kept until the program ends, and nowhere else.</source>
        <translation>이 컴퓨터에는 사용할 수 있는 키링이 없습니다. 암호는 프로그램이 끝날 때까지만 보관되며 다른 곳에는 저장되지 않습니다.</translation>
    </message>
    <message>
        <source>This computer knows no buildx builder “{builder}”. Make it with “docker buildx create”, or choose another one under Settings › Engines.</source>
        <translation>이 컴퓨터에 buildx 빌더 “{builder}”이(가) 없습니다. “docker buildx create”로 만들거나 설정 › 엔진에서 다른 것을 선택하십시오.</translation>
    </message>
    <message>
        <source>This is not the name of a secret. Names look like git/shop; the secret itself belongs in the keyring.</source>
        <translation>비밀 값의 이름이 아닙니다. 이름은 git/shop과 같은 형식이며 비밀 값 자체는 키링에 저장합니다.</translation>
    </message>
    <message>
        <source>This is not valid YAML: {text}.</source>
        <translation>올바른 YAML이 아닙니다: {text}.</translation>
    </message>
    <message>
        <source>This line is not a workload and a tag. Write WORKLOAD TAG, WORKLOAD/CONTAINER TAG or IMAGE:TAG.</source>
        <translation>이 줄은 워크로드와 태그가 아닙니다. WORKLOAD TAG, WORKLOAD/CONTAINER TAG 또는 IMAGE:TAG로 쓰십시오.</translation>
    </message>
    <message>
        <source>This must not be empty.</source>
        <translation>비워 둘 수 없습니다.</translation>
    </message>
    <message>
        <source>This plan does not wait any more.</source>
        <translation>이 계획은 더 이상 대기하지 않습니다.</translation>
    </message>
    <message>
        <source>This run has changed nothing that could be undone.</source>
        <translation>이 실행에서는 되돌릴 수 있는 것을 변경하지 않았습니다.</translation>
    </message>
    <message>
        <source>This run has deployed no image, so there is nothing to deploy again.</source>
        <translation>이 실행에서는 이미지를 배포하지 않았으므로 다시 배포할 것이 없습니다.</translation>
    </message>
    <message>
        <source>This run has no steps.</source>
        <translation>이 실행에는 단계가 없습니다.</translation>
    </message>
    <message>
        <source>This run has only restarted pods; nothing can be put back.</source>
        <translation>이 실행에서는 파드만 다시 시작했으므로 되돌릴 것이 없습니다.</translation>
    </message>
    <message>
        <source>This run must be confirmed. Nothing was changed.</source>
        <translation>이 실행은 확인이 필요합니다. 변경된 것은 없습니다.</translation>
    </message>
    <message>
        <source>This value is refused: {text}.</source>
        <translation>이 값은 허용되지 않습니다: {text}.</translation>
    </message>
    <message>
        <source>This workload belongs to {owner}, whose controller puts the image back at once. Change it there.</source>
        <translation>이 워크로드는 {owner}에 속하며, 그 컨트롤러가 이미지를 즉시 되돌립니다. 그곳에서 변경하십시오.</translation>
    </message>
    <message>
        <source>This workload has no container.</source>
        <translation>이 워크로드에는 컨테이너가 없습니다.</translation>
    </message>
    <message>
        <source>This workload has no such container any more.</source>
        <translation>이 워크로드에는 해당 컨테이너가 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>This workload is being deleted.</source>
        <translation>이 워크로드는 삭제되는 중입니다.</translation>
    </message>
    <message>
        <source>This workload is managed by {by}, which may put the old image back.</source>
        <translation>이 워크로드는 {by}에서 관리하므로 이전 이미지로 되돌려질 수 있습니다.</translation>
    </message>
    <message>
        <source>This workload is not there any more.</source>
        <translation>이 워크로드는 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>Tick Execute to build a new image and deploy it.</source>
        <translation>새 이미지를 빌드하여 배포하려면 ‘실행’을 선택하십시오.</translation>
    </message>
    <message>
        <source>Types such as “{tag}” cannot be given here. Remove it.</source>
        <translation>“{tag}” 같은 형식은 여기에 지정할 수 없습니다. 제거하십시오.</translation>
    </message>
    <message>
        <source>Undoes run</source>
        <translation>실행 취소 대상</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>실행 취소됨</translation>
    </message>
    <message>
        <source>Values are nested deeper than {limit} levels.</source>
        <translation>값이 {limit}단계보다 깊게 중첩되어 있습니다.</translation>
    </message>
    <message>
        <source>What answers at {host} is no Docker engine, or one this version does not understand: {text}</source>
        <translation>{host}의 응답이 Docker 엔진의 응답이 아니거나 이 버전에서 이해할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>What answers at {host} is no image registry: {text} Check the address under Settings › Registries.</source>
        <translation>{host}의 응답이 이미지 레지스트리의 응답이 아닙니다: {text} 설정 › 레지스트리에서 주소를 확인하십시오.</translation>
    </message>
    <message>
        <source>What answers at {server} does not speak like a Kubernetes API server: {text}. Check address and proxy.</source>
        <translation>{server}의 응답이 Kubernetes API 서버의 응답이 아닙니다: {text}. 주소와 프록시를 확인하십시오.</translation>
    </message>
    <message>
        <source>What is deployed now is not known: there is nothing to compare with.</source>
        <translation>지금 배포된 것을 알 수 없어 비교할 대상이 없습니다.</translation>
    </message>
    <message>
        <source>What ran as {image} ({ran}) is not in the registry any more, neither by its tag nor by its digest. It cannot be put back.</source>
        <translation>{image}: 실행되던 이미지({ran})가 태그로도 다이제스트로도 더 이상 레지스트리에 없습니다. 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>What ran as {image} ({ran}) is not in the registry any more; the tag names another image now ({now}). It cannot be put back.</source>
        <translation>{image}: 실행되던 이미지({ran})가 더 이상 레지스트리에 없으며, 태그는 지금 다른 이미지({now})를 가리킵니다. 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>What ran as {image} is not known (no pod ran it, or pods could not be seen); it is put back as it was written.</source>
        <translation>{image}: 실제로 실행되던 이미지를 알 수 없습니다(실행한 파드가 없거나 파드를 볼 수 없었습니다). 이전 문자열 그대로 되돌립니다.</translation>
    </message>
    <message>
        <source>What the journal says of run {run}, “{title}”, is damaged ({reason}): it can neither be shown nor gone on with. Other runs are not touched by this. “desktop-pipeline runs verify” says more.</source>
        <translation>실행 {run}, “{title}”에 대한 저널의 기록이 손상되어({reason}) 표시하거나 계속할 수 없습니다. 다른 실행에는 영향이 없습니다. 자세한 내용은 “desktop-pipeline runs verify”로 확인하십시오.</translation>
    </message>
    <message>
        <source>What the run has changed was not put back: it was stopped before that began. “Undo” in the history, or “runs undo {run}”, puts it back.</source>
        <translation>실행이 변경한 내용을 되돌리지 않았습니다. 되돌리기가 시작되기 전에 중지되었습니다. 기록의 ‘되돌리기’ 또는 “runs undo {run}” 명령으로 되돌릴 수 있습니다.</translation>
    </message>
    <message>
        <source>What the run has changed was not put back: {text}</source>
        <translation>실행이 변경한 내용을 되돌리지 못했습니다: {text}</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>위치</translation>
    </message>
    <message>
        <source>Whether the folder has changes that are not committed is not known here. The build does not see such changes.</source>
        <translation>폴더에 커밋되지 않은 변경이 있는지 여기서는 알 수 없습니다. 그런 변경은 빌드에 보이지 않습니다.</translation>
    </message>
    <message>
        <source>Whether the nodes may pull the image is not known: you may not read the pull secret {secret}.</source>
        <translation>노드에서 이미지를 풀할 수 있는지 알 수 없습니다. 풀 시크릿 {secret}을(를) 읽을 권한이 없습니다.</translation>
    </message>
    <message>
        <source>Whether the version {tag} is in the registry is not known: the list of versions is not complete.</source>
        <translation>버전 {tag}이(가) 레지스트리에 있는지 알 수 없습니다. 버전 목록이 완전하지 않습니다.</translation>
    </message>
    <message>
        <source>Whether this is the cluster that the workspace means by “{cluster}” cannot be told with your rights.</source>
        <translation>현재 권한으로는 이 클러스터가 작업 공간의 “{cluster}”에 해당하는지 확인할 수 없습니다.</translation>
    </message>
    <message>
        <source>Whether {image} is still in the registry cannot be asked now; it is put back all the same.</source>
        <translation>{image}: 레지스트리에 아직 있는지 지금 확인할 수 없습니다. 그래도 되돌립니다.</translation>
    </message>
    <message>
        <source>Whether {image} still names what ran cannot be asked now. What ran is put back by its digest: {back}</source>
        <translation>{image}: 아직 실행되던 이미지를 가리키는지 지금 확인할 수 없습니다. 실행되던 이미지를 다이제스트로 되돌립니다: {back}</translation>
    </message>
    <message>
        <source>Whether {repository} has the image that runs there ({wanted}) is not known: the registry does not answer.</source>
        <translation>{repository}에 그곳에서 실행 중인 이미지({wanted})가 있는지 알 수 없습니다: 레지스트리가 응답하지 않습니다.</translation>
    </message>
    <message>
        <source>Whether “{branch}” is pushed to {remote} is not known here. The build needs it there.</source>
        <translation>“{branch}” 브랜치가 {remote}에 푸시되었는지 여기서는 알 수 없습니다. 빌드하려면 그곳에 있어야 합니다.</translation>
    </message>
    <message>
        <source>Which image runs there is not known: its digest is not in the template, and neither registry nor pods told it.</source>
        <translation>그곳에서 어떤 이미지가 실행 중인지 알 수 없습니다: 템플릿에 다이제스트가 없고 레지스트리와 파드에서도 알 수 없었습니다.</translation>
    </message>
    <message>
        <source>You may not delete pods here: should a pod of it get stuck, this StatefulSet does not move on by itself.</source>
        <translation>여기에서 파드를 삭제할 권한이 없습니다. 파드가 멈추면 이 StatefulSet은 스스로 진행하지 못합니다.</translation>
    </message>
    <message>
        <source>You may not list and watch {kinds} in {place}: their rollouts are asked for every two seconds instead.</source>
        <translation>{place}에서 {kinds} 목록 조회와 감시 권한이 없습니다. 대신 롤아웃 상태를 2초마다 확인합니다.</translation>
    </message>
    <message>
        <source>You may not push to {repository}: {text}</source>
        <translation>{repository}에 푸시할 권한이 없습니다: {text}</translation>
    </message>
    <message>
        <source>You may not read logs of pods in {place}: what a crashed container said will not be in the log.</source>
        <translation>{place}에서 파드 로그를 읽을 권한이 없습니다. 비정상 종료된 컨테이너의 출력이 로그에 남지 않습니다.</translation>
    </message>
    <message>
        <source>You may not see pods in {place}: why a rollout does not go on cannot be told, and it fails only at its time limit.</source>
        <translation>{place}에서 파드를 볼 권한이 없습니다. 롤아웃이 멈춘 원인을 알 수 없으며, 제한 시간이 지나야 실패로 처리됩니다.</translation>
    </message>
    <message>
        <source>a few seconds left</source>
        <translation>몇 초 남음</translation>
    </message>
    <message>
        <source>a job's image cannot change</source>
        <translation>Job의 이미지는 변경할 수 없음</translation>
    </message>
    <message>
        <source>a run is at work</source>
        <translation>실행 진행 중</translation>
    </message>
    <message>
        <source>a volume cannot be mounted: {text}</source>
        <translation>볼륨을 마운트할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>about {left} left, ends about {at}</source>
        <translation>약 {left} 남음, {at}경 종료</translation>
    </message>
    <message>
        <source>accepted; the next job uses the new image</source>
        <translation>적용됨, 다음 Job부터 새 이미지 사용</translation>
    </message>
    <message>
        <source>another window of this profile waits with it</source>
        <translation>이 프로필의 다른 창이 이 계획과 함께 대기합니다</translation>
    </message>
    <message>
        <source>asking for the tags of {url}</source>
        <translation>{url}의 태그를 묻는 중</translation>
    </message>
    <message>
        <source>at work</source>
        <translation>진행 중</translation>
    </message>
    <message>
        <source>building</source>
        <translation>빌드 중</translation>
    </message>
    <message>
        <source>built</source>
        <translation>빌드됨</translation>
    </message>
    <message>
        <source>built and pushed {tag}</source>
        <translation>{tag} 빌드 및 푸시됨</translation>
    </message>
    <message>
        <source>by run {run} of {by}, {when}: {state}</source>
        <translation>{by}의 실행 {run}, {when}: {state}</translation>
    </message>
    <message>
        <source>can be written</source>
        <translation>쓸 수 있음</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>취소됨</translation>
    </message>
    <message>
        <source>cancelled before anything was changed</source>
        <translation>변경하기 전에 취소됨</translation>
    </message>
    <message>
        <source>cancelled; the build was stopped</source>
        <translation>취소됨, 빌드가 중지됨</translation>
    </message>
    <message>
        <source>cannot be scheduled: {text}</source>
        <translation>스케줄할 수 없음: {text}</translation>
    </message>
    <message>
        <source>changed, nothing started</source>
        <translation>변경됨, 시작된 것 없음</translation>
    </message>
    <message>
        <source>changed; nothing started (0 pods wanted)</source>
        <translation>변경됨, 시작된 항목 없음(요청된 파드 0개)</translation>
    </message>
    <message>
        <source>changed; nothing starts while it is suspended</source>
        <translation>변경됨, 일시 중단된 동안에는 시작되지 않음</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>counting the files of the build</source>
        <translation>빌드의 파일을 세는 중</translation>
    </message>
    <message>
        <source>done</source>
        <translation>완료</translation>
    </message>
    <message>
        <source>downloading from {host}: {path}</source>
        <translation>{host}에서 다운로드 중: {path}</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>종료됨</translation>
    </message>
    <message>
        <source>ended with exit code {code}</source>
        <translation>종료 코드 {code}(으)로 끝남</translation>
    </message>
    <message>
        <source>everything put back</source>
        <translation>모두 되돌림</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>실패</translation>
    </message>
    <message>
        <source>fetching the work folder: {megabytes} MB</source>
        <translation>작업 폴더를 가져오는 중: {megabytes} MB</translation>
    </message>
    <message>
        <source>fetching {image}: {done} of {total} MB</source>
        <translation>{image} 가져오는 중: {done}/{total} MB</translation>
    </message>
    <message>
        <source>fetching {url}</source>
        <translation>{url} 가져오는 중</translation>
    </message>
    <message>
        <source>git cannot read the folder {folder}: {text}</source>
        <translation>git에서 폴더 {folder}을(를) 읽을 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>git could not fetch {url}: {text}</source>
        <translation>git에서 {url}을(를) 가져올 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>in {left}</source>
        <translation>{left} 후</translation>
    </message>
    <message>
        <source>init container at work</source>
        <translation>초기화 컨테이너 실행 중</translation>
    </message>
    <message>
        <source>init container {container}: crashed with exit code {code} (restarts: {restarts})</source>
        <translation>초기화 컨테이너 {container}: 종료 코드 {code}(으)로 비정상 종료됨(재시작 {restarts}회)</translation>
    </message>
    <message>
        <source>init container {container}: killed, out of memory</source>
        <translation>초기화 컨테이너 {container}: 메모리 부족으로 강제 종료됨</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>중단됨</translation>
    </message>
    <message>
        <source>is being deleted</source>
        <translation>삭제되는 중</translation>
    </message>
    <message>
        <source>is being started</source>
        <translation>시작 중</translation>
    </message>
    <message>
        <source>is being stopped</source>
        <translation>중지 중</translation>
    </message>
    <message>
        <source>is kept awake while a run is at work, by {way}</source>
        <translation>실행 중에는 절전 모드로 들어가지 않습니다. 방법: {way}</translation>
    </message>
    <message>
        <source>is not kept awake while a run is at work: neither the desktop nor the system takes that request here. Let it not go to sleep by itself during long runs.</source>
        <translation>실행 중 절전 모드를 막을 수 없습니다. 데스크톱과 시스템 모두 이 요청을 받지 않습니다. 오래 걸리는 실행 중에는 컴퓨터가 자동으로 절전 모드에 들어가지 않도록 설정하십시오.</translation>
    </message>
    <message>
        <source>left as it is</source>
        <translation>그대로 둠</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>제외됨</translation>
    </message>
    <message>
        <source>left out, because it comes after {step}, which is left out</source>
        <translation>제외됨: 먼저 실행해야 하는 {step} 단계가 제외되었습니다</translation>
    </message>
    <message>
        <source>left out, because its build “{build}” cannot run</source>
        <translation>제외됨: 빌드 “{build}”을(를) 실행할 수 없습니다</translation>
    </message>
    <message>
        <source>left out: it was not gone on after a pause</source>
        <translation>제외됨: 일시 정지 후 계속되지 않았습니다</translation>
    </message>
    <message>
        <source>left out: nothing more was begun after {step} had not gone well</source>
        <translation>제외됨: {step}이(가) 정상적으로 끝나지 않아 더 이상 시작하지 않았습니다</translation>
    </message>
    <message>
        <source>left out: {step}, which must come before it, did not end well</source>
        <translation>제외됨: 먼저 와야 하는 {step}이(가) 정상적으로 끝나지 않았습니다</translation>
    </message>
    <message>
        <source>longer than usual</source>
        <translation>평소보다 오래 걸림</translation>
    </message>
    <message>
        <source>longer than usual, at least {left} left</source>
        <translation>평소보다 오래 걸림, 최소 {left} 남음</translation>
    </message>
    <message>
        <source>looking through {name}</source>
        <translation>{name} 살펴보는 중</translation>
    </message>
    <message>
        <source>made, but suspended: nothing starts until it is resumed</source>
        <translation>생성되었으나 일시 중단됨: 재개할 때까지 아무것도 시작되지 않음</translation>
    </message>
    <message>
        <source>may start from {begin} ({zone}) on</source>
        <translation>{begin} ({zone})부터 시작할 수 있음</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>제시간에 응답이 없습니다</translation>
    </message>
    <message>
        <source>no answer yet; asking what happened</source>
        <translation>아직 응답 없음, 결과를 확인하는 중</translation>
    </message>
    <message>
        <source>no answer: it is not known whether the change was made</source>
        <translation>응답 없음: 변경이 적용되었는지 알 수 없음</translation>
    </message>
    <message>
        <source>no change</source>
        <translation>변경 없음</translation>
    </message>
    <message>
        <source>no longer followed; the cluster goes on with the change</source>
        <translation>더 이상 추적하지 않음, 클러스터에서 변경을 계속함</translation>
    </message>
    <message>
        <source>no longer followed; the job goes on in the cluster</source>
        <translation>더 이상 추적하지 않음. Job은 클러스터에서 계속됨</translation>
    </message>
    <message>
        <source>nobody is there to say whether to go on</source>
        <translation>계속할지 답할 사람이 없습니다</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>시작되지 않음</translation>
    </message>
    <message>
        <source>not deployed: the build it needs did not end well</source>
        <translation>배포되지 않음: 필요한 빌드가 정상적으로 끝나지 않음</translation>
    </message>
    <message>
        <source>not ended</source>
        <translation>끝나지 않음</translation>
    </message>
    <message>
        <source>not known whether it was put back</source>
        <translation>되돌렸는지 알 수 없음</translation>
    </message>
    <message>
        <source>not put back</source>
        <translation>되돌리지 않음</translation>
    </message>
    <message>
        <source>not put back yet</source>
        <translation>아직 되돌리지 않음</translation>
    </message>
    <message>
        <source>not ready after {seconds} s; the cluster goes on trying</source>
        <translation>{seconds}초가 지나도 준비되지 않음, 클러스터에서 계속 시도함</translation>
    </message>
    <message>
        <source>nothing put back</source>
        <translation>되돌린 것 없음</translation>
    </message>
    <message>
        <source>number taken by another workstation</source>
        <translation>다른 워크스테이션에서 번호를 사용함</translation>
    </message>
    <message>
        <source>old pods to stop: {n}</source>
        <translation>중지할 이전 파드 {n}개</translation>
    </message>
    <message>
        <source>paused: waits for resume</source>
        <translation>일시 중지됨: 재개를 기다리는 중</translation>
    </message>
    <message>
        <source>pending</source>
        <translation>대기 중</translation>
    </message>
    <message>
        <source>pod {pod} failed: {text}</source>
        <translation>파드 {pod} 실패: {text}</translation>
    </message>
    <message>
        <source>progress deadline exceeded: {text}</source>
        <translation>진행 기한 초과: {text}</translation>
    </message>
    <message>
        <source>pushed</source>
        <translation>푸시됨</translation>
    </message>
    <message>
        <source>pushed {tag}</source>
        <translation>{tag} 푸시됨</translation>
    </message>
    <message>
        <source>pushing to {host}</source>
        <translation>{host}(으)로 푸시 중</translation>
    </message>
    <message>
        <source>pushing {tag}</source>
        <translation>{tag} 푸시 중</translation>
    </message>
    <message>
        <source>pushing: {done} of {total} MB</source>
        <translation>푸시 중: {done}/{total} MB</translation>
    </message>
    <message>
        <source>put back</source>
        <translation>되돌림</translation>
    </message>
    <message>
        <source>put back in part</source>
        <translation>일부만 되돌림</translation>
    </message>
    <message>
        <source>put back, but it did not go well</source>
        <translation>되돌렸으나 정상적으로 끝나지 않음</translation>
    </message>
    <message>
        <source>put back; nothing was started by it</source>
        <translation>되돌림. 이로 인해 시작된 것 없음</translation>
    </message>
    <message>
        <source>reachable ({uid})</source>
        <translation>연결됨({uid})</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>준비됨</translation>
    </message>
    <message>
        <source>ready; watching for {seconds} s more</source>
        <translation>준비됨, {seconds}초 더 확인하는 중</translation>
    </message>
    <message>
        <source>restarted {n} times after it had become ready</source>
        <translation>준비된 후 {n}회 다시 시작됨</translation>
    </message>
    <message>
        <source>restarted, same image</source>
        <translation>다시 시작됨, 같은 이미지</translation>
    </message>
    <message>
        <source>running</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>running in a container of {image}</source>
        <translation>{image} 컨테이너에서 실행 중</translation>
    </message>
    <message>
        <source>running in {image}</source>
        <translation>{image}에서 실행 중</translation>
    </message>
    <message>
        <source>running the script</source>
        <translation>스크립트 실행 중</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>실행 중</translation>
    </message>
    <message>
        <source>runs, not ready yet</source>
        <translation>실행 중, 아직 준비되지 않음</translation>
    </message>
    <message>
        <source>sending the files that the build needs: {done} MB, at most {total} MB</source>
        <translation>빌드에 필요한 파일을 보내는 중: {done} MB, 최대 {total} MB</translation>
    </message>
    <message>
        <source>sending the files: {done} of {total} MB</source>
        <translation>파일을 보내는 중: {total} MB 중 {done} MB</translation>
    </message>
    <message>
        <source>sending the files: {megabytes} MB</source>
        <translation>파일 전송 중: {megabytes} MB</translation>
    </message>
    <message>
        <source>sending the work folder: {megabytes} MB</source>
        <translation>작업 폴더를 보내는 중: {megabytes} MB</translation>
    </message>
    <message>
        <source>set; pods change when deleted ({n} of {want})</source>
        <translation>설정됨, 파드는 삭제될 때 변경됨({want}개 중 {n}개)</translation>
    </message>
    <message>
        <source>started; it cannot be followed: {text}</source>
        <translation>시작됨. 추적할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>started; the job is gone, and how it ended was not seen (its history limit may be 0)</source>
        <translation>시작됨. Job이 사라져 어떻게 끝났는지 확인하지 못했습니다(기록 한도가 0일 수 있음)</translation>
    </message>
    <message>
        <source>step {step} of {of}: fetching the base image: {done} of {total} MB</source>
        <translation>{of}단계 중 {step}단계: 기본 이미지를 가져오는 중: {total} MB 중 {done} MB</translation>
    </message>
    <message>
        <source>step {step} of {of}: {text}</source>
        <translation>단계 {step}/{of}: {text}</translation>
    </message>
    <message>
        <source>stopped: its question was answered with no</source>
        <translation>중지됨: 질문에 아니요로 답했습니다</translation>
    </message>
    <message>
        <source>superseded</source>
        <translation>대체됨</translation>
    </message>
    <message>
        <source>superseded: changed again by “{by}”</source>
        <translation>대체됨: “{by}”에서 다시 변경함</translation>
    </message>
    <message>
        <source>the broken pod {pod} could not be deleted, so the StatefulSet cannot move on: {text}</source>
        <translation>문제가 있는 파드 {pod}을(를) 삭제할 수 없어 StatefulSet이 진행될 수 없음: {text}</translation>
    </message>
    <message>
        <source>the cluster refuses to make pods: {text}</source>
        <translation>클러스터가 파드 생성을 거부함: {text}</translation>
    </message>
    <message>
        <source>the files of the build: {megabytes} MB in {files} files</source>
        <translation>빌드의 파일: {files}개, {megabytes} MB</translation>
    </message>
    <message>
        <source>the job failed: {text}</source>
        <translation>Job 실패: {text}</translation>
    </message>
    <message>
        <source>the keyring works</source>
        <translation>키링이 정상 작동함</translation>
    </message>
    <message>
        <source>the link to the cluster is cut; waiting for it</source>
        <translation>클러스터와의 연결이 끊겨 복구를 기다리는 중</translation>
    </message>
    <message>
        <source>the node cannot prepare the pod: {text}</source>
        <translation>노드에서 파드를 준비할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>the program ended while it waited for an answer</source>
        <translation>응답을 기다리는 동안 프로그램이 종료됨</translation>
    </message>
    <message>
        <source>the program ended while it was built; whether its image was pushed is not known</source>
        <translation>빌드하는 동안 프로그램이 종료됨. 이미지가 푸시되었는지 알 수 없음</translation>
    </message>
    <message>
        <source>the program ended while it was followed; the cluster went on</source>
        <translation>추적하는 동안 프로그램이 종료됨. 클러스터는 계속 진행함</translation>
    </message>
    <message>
        <source>the program ended while the job was started or followed; a job that was started goes on</source>
        <translation>작업을 시작하거나 추적하는 동안 프로그램이 종료됨. 시작된 작업은 계속 진행함</translation>
    </message>
    <message>
        <source>the rest put back</source>
        <translation>나머지를 되돌림</translation>
    </message>
    <message>
        <source>the workload was deleted and made anew meanwhile</source>
        <translation>그 사이에 워크로드가 삭제되고 다시 생성됨</translation>
    </message>
    <message>
        <source>the workload was deleted meanwhile</source>
        <translation>그 사이에 워크로드가 삭제됨</translation>
    </message>
    <message>
        <source>the {what} {name} is being asked</source>
        <translation>{what} {name} 확인 중</translation>
    </message>
    <message>
        <source>this is a defect of the program: {error}</source>
        <translation>프로그램의 결함입니다: {error}</translation>
    </message>
    <message>
        <source>time left not known: no former run to tell it by</source>
        <translation>남은 시간을 알 수 없음: 이전 실행 기록 없음</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>시간 초과</translation>
    </message>
    <message>
        <source>took {time}</source>
        <translation>{time} 걸림</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>알 수 없음</translation>
    </message>
    <message>
        <source>unlock the keyring: the program cannot read the passwords that the plan needs</source>
        <translation>키링 잠금을 해제하십시오. 계획에 필요한 암호를 읽을 수 없습니다</translation>
    </message>
    <message>
        <source>uploading to {host}: {path}</source>
        <translation>{host}(으)로 업로드 중: {path}</translation>
    </message>
    <message>
        <source>waiting for its pod</source>
        <translation>파드를 기다리는 중</translation>
    </message>
    <message>
        <source>waiting for its turn</source>
        <translation>차례를 기다리는 중</translation>
    </message>
    <message>
        <source>waiting for the controller</source>
        <translation>컨트롤러를 기다리는 중</translation>
    </message>
    <message>
        <source>waits for a node</source>
        <translation>노드 배정 대기 중</translation>
    </message>
    <message>
        <source>waits for an answer</source>
        <translation>응답 대기 중</translation>
    </message>
    <message>
        <source>waits for an answer, then about {left}</source>
        <translation>응답 대기 중, 이후 약 {left}</translation>
    </message>
    <message>
        <source>waits for its init containers</source>
        <translation>초기화 컨테이너 대기 중</translation>
    </message>
    <message>
        <source>waits: {reason}</source>
        <translation>대기 중: {reason}</translation>
    </message>
    <message>
        <source>working</source>
        <translation>작업 중</translation>
    </message>
    <message>
        <source>you may look and release here</source>
        <translation>조회 및 릴리스 권한 있음</translation>
    </message>
    <message>
        <source>you may look here, but not change images</source>
        <translation>조회할 수 있으나 이미지 변경 권한 없음</translation>
    </message>
    <message>
        <source>you may not list workloads here</source>
        <translation>워크로드 목록을 조회할 권한 없음</translation>
    </message>
    <message>
        <source>{container} had written nothing when it was restarted.</source>
        <translation>{container}에서 다시 시작되기 전에 기록한 내용이 없습니다.</translation>
    </message>
    <message>
        <source>{container} was changed since the plan was made: expected {expected}, found {found} (by “{by}”, {when}).</source>
        <translation>계획을 만든 뒤 {container} 컨테이너가 변경되었습니다. 예상: {expected}, 실제: {found} (변경 주체: “{by}”, {when}).</translation>
    </message>
    <message>
        <source>{container} was restarted (exit code {code})</source>
        <translation>{container}: 다시 시작됨(종료 코드 {code})</translation>
    </message>
    <message>
        <source>{container}: crashed with exit code {code} (restarts: {restarts})</source>
        <translation>{container}: 종료 코드 {code}(으)로 비정상 종료됨(재시작 {restarts}회)</translation>
    </message>
    <message>
        <source>{container}: its liveness probe fails{why}</source>
        <translation>{container}: liveness 프로브가 실패합니다{why}</translation>
    </message>
    <message>
        <source>{container}: killed, out of memory</source>
        <translation>{container}: 메모리 부족으로 강제 종료됨</translation>
    </message>
    <message>
        <source>{container}: not ready, its readiness probe fails{why}</source>
        <translation>{container}: 준비되지 않았습니다. readiness 프로브가 실패합니다{why}</translation>
    </message>
    <message>
        <source>{container}: not started yet, its startup probe fails{why}</source>
        <translation>{container}: 아직 시작되지 않았습니다. startup 프로브가 실패합니다{why}</translation>
    </message>
    <message>
        <source>{container}: stopped by the cluster, its liveness probe failed{why} (restarts: {restarts})</source>
        <translation>{container}: liveness 프로브가 실패하여 클러스터에서 중지했습니다{why} (재시작 {restarts}회)</translation>
    </message>
    <message>
        <source>{container}: stopped by the cluster, its startup probe failed{why} (restarts: {restarts})</source>
        <translation>{container}: startup 프로브가 실패하여 클러스터에서 중지했습니다{why} (재시작 {restarts}회)</translation>
    </message>
    <message>
        <source>{container}: the registry does not give the image to the cluster: {text}</source>
        <translation>{container}: 레지스트리가 클러스터의 이미지 풀을 거부합니다: {text}</translation>
    </message>
    <message>
        <source>{container}: the registry does not have the image: {text}</source>
        <translation>{container}: 레지스트리에 이미지가 없습니다: {text}</translation>
    </message>
    <message>
        <source>{container}: {field} was to become “{asked}”; the cluster's admission made it “{found}”.</source>
        <translation>{container}: {field}을(를) “{asked}”(으)로 변경하려 했으나 클러스터의 어드미션이 “{found}”(으)로 바꾸었습니다.</translation>
    </message>
    <message>
        <source>{container}: {reason}: {text}</source>
        <translation>{container}: {reason}: {text}</translation>
    </message>
    <message>
        <source>{container}: {text}</source>
        <translation>{container}: {text}</translation>
    </message>
    <message>
        <source>{count} commits of “{branch}” are not pushed. The build does not see them.</source>
        <translation>“{branch}”의 커밋 {count}개가 푸시되지 않았습니다. 빌드에는 보이지 않습니다.</translation>
    </message>
    <message>
        <source>{done} of {total} MB: {name}</source>
        <translation>{done}/{total} MB: {name}</translation>
    </message>
    <message>
        <source>{end} ({zone}) is over already.</source>
        <translation>{end} ({zone}) 시각이 이미 지났습니다.</translation>
    </message>
    <message>
        <source>{files} files, {megabytes} MB</source>
        <translation>파일 {files}개, {megabytes} MB</translation>
    </message>
    <message>
        <source>{file} cannot be read ({reason}).</source>
        <translation>{file}을(를) 읽을 수 없습니다({reason}).</translation>
    </message>
    <message>
        <source>{file} cannot be read: {reason}.</source>
        <translation>{file}을(를) 읽을 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}).</source>
        <translation>{file}을(를) 쓸 수 없습니다({reason}).</translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}). Check the rights of the folder, or choose another profile with --profile.</source>
        <translation>{file}을(를) 쓸 수 없습니다({reason}). 폴더의 권한을 확인하거나 --profile로 다른 프로필을 선택하십시오.</translation>
    </message>
    <message>
        <source>{file} cannot be written ({reason}): what is cut off the end of the journal is noticed less well.</source>
        <translation>{file}에 쓸 수 없습니다({reason}). 저널 끝에서 잘려 나간 내용을 알아차리기 어려워집니다.</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}.</source>
        <translation>{file}을(를) 쓸 수 없습니다: {reason}.</translation>
    </message>
    <message>
        <source>{file} cannot hold these values exactly: {problem}. Nothing was written.</source>
        <translation>{file}에 이 값을 정확하게 저장할 수 없습니다: {problem}. 아무것도 쓰지 않았습니다.</translation>
    </message>
    <message>
        <source>{file} could not be read ({reason}) and was made anew. Nothing of yours is lost: it keeps only what was seen last.</source>
        <translation>{file}을(를) 읽을 수 없어 새로 만들었습니다({reason}). 마지막으로 확인한 정보만 보관하는 파일이므로 사용자의 작업은 잃지 않았습니다.</translation>
    </message>
    <message>
        <source>{file} does not exist.</source>
        <translation>{file}이(가) 존재하지 않습니다.</translation>
    </message>
    <message>
        <source>{file} does not fit the journal. “desktop-pipeline runs verify” says more.</source>
        <translation>{file}이(가) 저널과 맞지 않습니다. 자세한 내용은 “desktop-pipeline runs verify”로 확인하십시오.</translation>
    </message>
    <message>
        <source>{file} has been in use by another process for too long. Close other windows of this program and try again.</source>
        <translation>다른 프로세스가 {file}을(를) 너무 오래 사용하고 있습니다. 이 프로그램의 다른 창을 닫고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>{file} has mistakes and is not overwritten. Put them right in the file first.</source>
        <translation>{file}에 오류가 있어 덮어쓰지 않습니다. 먼저 파일의 오류를 수정하십시오.</translation>
    </message>
    <message>
        <source>{file} has version {version}; this program knows versions up to {known}. Install a newer version of the program.</source>
        <translation>{file}의 버전은 {version}이지만 이 프로그램은 버전 {known}까지만 지원합니다. 더 새로운 버전의 프로그램을 설치하십시오.</translation>
    </message>
    <message>
        <source>{file} is damaged ({reason}). Move it away, or put back the newest copy ({file}.v….bak); then start again.</source>
        <translation>{file}이(가) 손상되었습니다({reason}). 파일을 다른 곳으로 옮기거나 최신 사본({file}.v….bak)으로 되돌린 후 다시 시작하십시오.</translation>
    </message>
    <message>
        <source>{file} is there already, or stands twice in what is to be saved. Rename that file, or mend what is wrong in it.</source>
        <translation>{file}이(가) 이미 있거나 저장할 항목에 두 번 나옵니다. 그 파일의 이름을 바꾸거나 잘못된 곳을 고치십시오.</translation>
    </message>
    <message>
        <source>{file} was changed by somebody else since it was read. Compare the two, then save again.</source>
        <translation>{file}을(를) 읽은 후 다른 사람이 변경했습니다. 두 내용을 비교한 후 다시 저장하십시오.</translation>
    </message>
    <message>
        <source>{file} was changed since this was armed, and cannot be read. It does not start like this.</source>
        <translation>{file} 파일이 대기시킨 뒤 변경되었고 읽을 수 없습니다. 이대로는 시작하지 않습니다.</translation>
    </message>
    <message>
        <source>{file} was changed since this was armed. It does not start like this: look at it, and arm it again.</source>
        <translation>{file} 파일이 대기시킨 뒤 변경되었습니다. 이대로는 시작하지 않습니다. 확인하고 다시 대기시키십시오.</translation>
    </message>
    <message>
        <source>{file} was not read: only {taken} is.</source>
        <translation>{file} 파일은 읽지 않았습니다. {taken} 파일만 읽습니다.</translation>
    </message>
    <message>
        <source>{file} was not read: {text}</source>
        <translation>{file} 파일을 읽지 못했습니다: {text}</translation>
    </message>
    <message>
        <source>{file} was written by a newer version of this program (form {version}, known up to {known}). Install that version, or choose another profile with --profile.</source>
        <translation>{file}은(는) 이 프로그램의 더 새로운 버전에서 작성되었습니다(형식 {version}, 지원되는 최대 형식 {known}). 해당 버전을 설치하거나 --profile로 다른 프로필을 선택하십시오.</translation>
    </message>
    <message>
        <source>{file}, from which this was armed, is not there any more. It does not start like this.</source>
        <translation>대기시킬 때 사용한 {file} 파일이 더 이상 없습니다. 이대로는 시작하지 않습니다.</translation>
    </message>
    <message>
        <source>{file}, line {line}, {path}: {problem}</source>
        <translation>{file}, {line}번째 줄, {path}: {problem}</translation>
    </message>
    <message>
        <source>{file}, which the kubeconfig needs, cannot be read: {text}.</source>
        <translation>kubeconfig에 필요한 {file}을(를) 읽을 수 없습니다: {text}.</translation>
    </message>
    <message>
        <source>{file}: {names} are not built there (no “build”).</source>
        <translation>{file}: {names}에는 “build”가 없어 빌드하지 않습니다.</translation>
    </message>
    <message>
        <source>{file}: {problem}</source>
        <translation>{file}: {problem}</translation>
    </message>
    <message>
        <source>{host} refuses the login of the pull secrets ({secrets}): the nodes will not be able to pull the image, unless they have a login of their own.</source>
        <translation>{host}에서 풀 시크릿({secrets})의 로그인을 거부했습니다. 노드에 자체 로그인이 없으면 이미지를 풀할 수 없습니다.</translation>
    </message>
    <message>
        <source>{image} is not in the registry any more. It cannot be put back.</source>
        <translation>{image}: 더 이상 레지스트리에 없습니다. 되돌릴 수 없습니다.</translation>
    </message>
    <message>
        <source>{image} names another image now ({now}). What ran is put back by its digest: {back}</source>
        <translation>{image}: 지금은 다른 이미지({now})를 가리킵니다. 실행되던 이미지를 다이제스트로 되돌립니다: {back}</translation>
    </message>
    <message>
        <source>{left} left</source>
        <translation>{left} 남음</translation>
    </message>
    <message>
        <source>{method} {url}</source>
        <translation>{method} {url}</translation>
    </message>
    <message>
        <source>{n} available</source>
        <translation>{n}개 사용 가능</translation>
    </message>
    <message>
        <source>{n} of {want} available</source>
        <translation>{want}개 중 {n}개 사용 가능</translation>
    </message>
    <message>
        <source>{n} of {want} updated</source>
        <translation>{want}개 중 {n}개 업데이트됨</translation>
    </message>
    <message>
        <source>{n} records, head hash {hash}</source>
        <translation>레코드 {n}개, 마지막 해시 {hash}</translation>
    </message>
    <message>
        <source>{n} rows</source>
        <translation>{n}개 행</translation>
    </message>
    <message>
        <source>{n} updated, {held} held back by partition</source>
        <translation>{n}개 업데이트됨, {held}개는 파티션으로 보류됨</translation>
    </message>
    <message>
        <source>{n} {state}</source>
        <translation>{state} {n}</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}): no run can begin and no choice is kept. Put its owner, its rights or the mount of its disk right, or start with another --profile.</source>
        <translation>{path}에 쓸 수 없습니다({reason}). 실행을 시작할 수 없고 선택도 저장되지 않습니다. 소유자, 권한 또는 디스크 마운트를 바로잡거나 다른 --profile로 시작하십시오.</translation>
    </message>
    <message>
        <source>{place}: “{names}” is not carried over.</source>
        <translation>{place}: “{names}” 항목은 옮겨지지 않습니다.</translation>
    </message>
    <message>
        <source>{reference} cannot be pushed: the engine has no image of this name. Build it again.</source>
        <translation>{reference}을(를) 푸시할 수 없습니다. 엔진에 이 이름의 이미지가 없습니다. 다시 빌드하십시오.</translation>
    </message>
    <message>
        <source>{reference} could not be pushed: the registry speaks HTTP without encryption, and the engine does not allow that. Add {host} to “insecure-registries” of the engine.</source>
        <translation>{reference}을(를) 푸시할 수 없습니다. 레지스트리가 암호화되지 않은 HTTP를 사용하며 엔진에서 이를 허용하지 않습니다. 엔진의 “insecure-registries”에 {host}을(를) 추가하십시오.</translation>
    </message>
    <message>
        <source>{reference} could not be pushed: {text}</source>
        <translation>{reference}을(를) 푸시할 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>{reference} was pushed, but the engine did not say its digest. Push it again.</source>
        <translation>{reference}을(를) 푸시했지만 엔진이 다이제스트를 알리지 않았습니다. 다시 푸시하십시오.</translation>
    </message>
    <message>
        <source>{repository} has no tag {tag}.</source>
        <translation>{repository}에 태그 {tag}이(가) 없습니다.</translation>
    </message>
    <message>
        <source>{row}: Build &amp; Deployment</source>
        <translation>{row}: 빌드 및 배포</translation>
    </message>
    <message>
        <source>{row}: Latest</source>
        <translation>{row}: 최신</translation>
    </message>
    <message>
        <source>{row}: start value</source>
        <translation>{row}: 시작 값</translation>
    </message>
    <message>
        <source>{row}: {tag}</source>
        <translation>{row}: {tag}</translation>
    </message>
    <message>
        <source>{service}: the Dockerfile “{path}” lies outside its context. It is not carried over.</source>
        <translation>{service}: Dockerfile “{path}” 경로가 컨텍스트 밖에 있어 옮겨지지 않습니다.</translation>
    </message>
    <message>
        <source>{service}: the build argument {name} has no value in the folder. It is not carried over.</source>
        <translation>{service}: 빌드 인수 {name}의 값이 폴더에 없어 옮겨지지 않습니다.</translation>
    </message>
    <message>
        <source>{service}: the build argument {name} looks like a secret. It is not carried over: use a build secret.</source>
        <translation>{service}: 빌드 인수 {name}에 비밀이 들어 있는 듯하여 옮기지 않습니다. 빌드 비밀을 사용하십시오.</translation>
    </message>
    <message>
        <source>{service}: the content of a build secret ({where}) is not carried over. Enter it under the name {name}.</source>
        <translation>{service}: 빌드 비밀의 내용({where})은 옮겨지지 않습니다. {name} 이름으로 입력하십시오.</translation>
    </message>
    <message>
        <source>{service}: the context “{path}” lies outside the repository, or is no folder. It is not carried over.</source>
        <translation>{service}: 컨텍스트 “{path}” 경로가 리포지토리 밖에 있거나 폴더가 아니어서 옮겨지지 않습니다.</translation>
    </message>
    <message>
        <source>{service}: the value of the build argument {name} is in .env, which may hold secrets. It is not carried over: enter it, or use a build secret.</source>
        <translation>{service}: 빌드 인수 {name}의 값은 .env에 있습니다. 비밀일 수 있어 옮기지 않습니다. 값을 입력하거나 빌드 비밀을 사용하십시오.</translation>
    </message>
    <message>
        <source>{service}: the value of the variable {name} is in .env, which may hold secrets. It is not carried over, and was left empty: enter it where it is used, or use a build secret.</source>
        <translation>{service}: 변수 {name}의 값은 .env에 있습니다. 비밀일 수 있어 옮기지 않고 비워 두었습니다. 사용하는 곳에 값을 입력하거나 빌드 비밀을 사용하십시오.</translation>
    </message>
    <message>
        <source>{service}: the variable {name} became its default “{value}”. The value in .env is not carried over.</source>
        <translation>{service}: 변수 {name}에 기본값 “{value}”을(를) 넣었습니다. .env의 값은 옮기지 않습니다.</translation>
    </message>
    <message>
        <source>{service}: the variable {name} became “{value}”.</source>
        <translation>{service}: 변수 {name}의 값으로 “{value}” 값을 썼습니다.</translation>
    </message>
    <message>
        <source>{service}: the variable {name} has no value in the folder, or is a secret. It was left empty.</source>
        <translation>{service}: 변수 {name}의 값이 폴더에 없거나 비밀이어서 비워 두었습니다.</translation>
    </message>
    <message>
        <source>{service}: the workspace has no registry at {host}. {registry} was taken.</source>
        <translation>{service}: 작업 공간에 {host} 레지스트리가 없어 {registry} 레지스트리를 사용했습니다.</translation>
    </message>
    <message>
        <source>{service}: {names} say how the container runs. They are not carried over: a build has no place for them.</source>
        <translation>{service}: {names} 항목은 컨테이너 실행 방법이므로 옮겨지지 않습니다. 빌드에는 넣을 곳이 없습니다.</translation>
    </message>
    <message>
        <source>{service}: “extends” is not followed; what is said there is not carried over.</source>
        <translation>{service}: “extends”는 따라가지 않습니다. 그곳의 내용은 옮겨지지 않습니다.</translation>
    </message>
    <message>
        <source>{service}: “{text}” has a password in an address. It is not carried over: use a build secret.</source>
        <translation>{service}: “{text}”의 주소에 암호가 들어 있어 옮기지 않습니다. 빌드 비밀을 사용하십시오.</translation>
    </message>
    <message>
        <source>{step} is in wave {wave} and comes after {other}, which is in the later wave {later}: it would never begin. Give {step} the wave {later} or a later one, or take {other} out of its “after”.</source>
        <translation>{step}의 웨이브는 {wave}인데, 더 뒤의 웨이브 {later}에 있는 {other} 다음에 옵니다. 이대로는 시작할 수 없습니다. {step}의 웨이브를 {later} 이상으로 하거나 “after”에서 {other}을(를) 빼십시오.</translation>
    </message>
    <message>
        <source>{step} was changed and goes back to what it was.</source>
        <translation>{step}은(는) 변경되었으며 이전 상태로 되돌아갑니다.</translation>
    </message>
    <message>
        <source>{step}: done before the program ended. It is only followed to its end.</source>
        <translation>{step}: 프로그램이 종료되기 전에 적용되었습니다. 끝날 때까지 지켜보기만 합니다.</translation>
    </message>
    <message>
        <source>{tag} is being built; stop it first.</source>
        <translation>{tag}을(를) 빌드하는 중입니다. 먼저 중지하십시오.</translation>
    </message>
    <message>
        <source>{tag} is not deleted, it is used by: {users}</source>
        <translation>다음에서 사용 중이므로 {tag}을(를) 삭제하지 않습니다: {users}</translation>
    </message>
    <message>
        <source>{tag} is not deleted: nothing is known of {maps}. Open these app maps once while connected.</source>
        <translation>{maps}의 정보를 알 수 없어 {tag}을(를) 삭제하지 않습니다. 연결된 상태에서 이 앱 맵을 한 번 여십시오.</translation>
    </message>
    <message>
        <source>{text}</source>
        <translation>{text}</translation>
    </message>
    <message>
        <source>{text}
The image could not be built. {step}
{lines}</source>
        <translation>{text}
이미지를 빌드할 수 없습니다. {step}
{lines}</translation>
    </message>
    <message>
        <source>{time} comes twice in {zone}: clocks are put back in that night. Take another time, or write it in UTC.</source>
        <translation>{time} 시각이 {zone}에서 두 번 나타납니다. 그날 밤 시계가 뒤로 조정됩니다. 다른 시각을 쓰거나 UTC로 적으십시오.</translation>
    </message>
    <message>
        <source>{time} does not exist in {zone}: clocks are put forward over it. Take another time.</source>
        <translation>{time} 시각은 {zone}에 없습니다. 시계가 그 시각을 건너뜁니다. 다른 시각을 쓰십시오.</translation>
    </message>
    <message>
        <source>{url} answered {status} {text}, which the task does not accept (accepted: {accepted}).</source>
        <translation>{url}에서 {status} {text}을(를) 반환했으며, 작업에서 허용하지 않는 상태 코드입니다(허용: {accepted}).</translation>
    </message>
    <message>
        <source>{url} did not finish its answer within {seconds} seconds. Try again, or allow more time in the task.</source>
        <translation>{url}의 응답이 {seconds}초 안에 끝나지 않았습니다. 다시 시도하거나 작업의 제한 시간을 늘리십시오.</translation>
    </message>
    <message>
        <source>{url} does not answer: {text} Check the address and the network, then try again.</source>
        <translation>{url}이(가) 응답하지 않습니다: {text} 주소와 네트워크를 확인한 후 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>{url} has no branch, tag or commit “{ref}”.</source>
        <translation>{url}에 “{ref}” 브랜치, 태그 또는 커밋이 없습니다.</translation>
    </message>
    <message>
        <source>{url} leads on to {target}, and it was not followed: {text} Enter the final address in the task.</source>
        <translation>{url}에서 {target}(으)로 리디렉션했으나 따르지 않았습니다: {text} 작업에 최종 주소를 입력하십시오.</translation>
    </message>
    <message>
        <source>{url} or one of its submodules uses a way of access that is not allowed: {text} Use https or ssh.</source>
        <translation>{url} 또는 그 서브모듈에서 허용되지 않는 접근 방식을 사용합니다: {text} https 또는 ssh를 사용하십시오.</translation>
    </message>
    <message>
        <source>{url} refused: {text} Check user and password or token of the task “Code repository”; for SSH look whether the agent has your key.</source>
        <translation>{url}에서 요청을 거부했습니다: {text} “코드 리포지토리” 작업의 사용자와 암호 또는 토큰을 확인하십시오. SSH를 사용하는 경우 에이전트에 키가 있는지 확인하십시오.</translation>
    </message>
    <message>
        <source>{version} is already deployed.</source>
        <translation>{version}은(는) 이미 배포되어 있습니다.</translation>
    </message>
    <message>
        <source>{what} “{name}” does not answer. Check the network or VPN and try again.</source>
        <translation>{what} “{name}”이(가) 응답하지 않습니다. 네트워크나 VPN을 확인하고 다시 시도하십시오.</translation>
    </message>
    <message>
        <source>{what} “{name}” is not set on this computer. Set it under Settings.</source>
        <translation>{what} “{name}”이(가) 이 컴퓨터에서 설정되지 않았습니다. 설정에서 지정하십시오.</translation>
    </message>
    <message>
        <source>{workload} is as it was before, but the answer to its change was lost, and that request may still arrive. Nothing is to be put back now; look at it again in some minutes, and undo it once more if it has changed.</source>
        <translation>{workload}은(는) 이전 상태 그대로이지만, 변경에 대한 응답을 받지 못했으므로 그 요청이 나중에 도착할 수 있습니다. 지금은 되돌릴 것이 없습니다. 몇 분 뒤에 다시 확인하고, 변경되었다면 한 번 더 되돌리십시오.</translation>
    </message>
    <message>
        <source>{workload} is no CronJob: there is no job to start.</source>
        <translation>{workload}: CronJob이 아니므로 시작할 Job이 없습니다.</translation>
    </message>
    <message>
        <source>{workload} is not there any more.</source>
        <translation>{workload}이(가) 더 이상 없습니다.</translation>
    </message>
    <message>
        <source>{workload} is not there any more: {text}.</source>
        <translation>{workload}이(가) 더 이상 없습니다: {text}.</translation>
    </message>
    <message>
        <source>{workload} is not there any more; whether it was changed before is not known, for the answer was lost</source>
        <translation>{workload}이(가) 더 이상 없습니다. 응답을 받지 못해 그 전에 변경되었는지 알 수 없습니다</translation>
    </message>
    <message>
        <source>{workload} was deleted and made anew since the plan was made.</source>
        <translation>계획을 만든 후 {workload}이(가) 삭제되고 다시 생성되었습니다.</translation>
    </message>
    <message>
        <source>{workload} was deleted and made anew since this was chosen.</source>
        <translation>선택한 뒤 {workload}이(가) 삭제되고 다시 만들어졌습니다.</translation>
    </message>
    <message>
        <source>{workload} went well, but was put back since: it is run again, too.</source>
        <translation>{workload}은(는) 성공했지만 그 뒤에 되돌렸으므로 함께 다시 실행합니다.</translation>
    </message>
    <message>
        <source>“${{{name}}}” has no value here. Known are: {known}.</source>
        <translation>여기에는 “${{{name}}}” 값이 없습니다. 사용할 수 있는 변수: {known}.</translation>
    </message>
    <message>
        <source>“exact” means: this digest, whatever the tag. Write the digest, or leave “exact” out.</source>
        <translation>“exact”는 태그와 관계없이 이 다이제스트를 뜻합니다. 다이제스트를 쓰거나 “exact”를 빼십시오.</translation>
    </message>
    <message>
        <source>“version: 1” is missing.</source>
        <translation>“version: 1”이 없습니다.</translation>
    </message>
    <message>
        <source>“{hash}” is no hash: give at least its first 12 digits (0-9, a-f).</source>
        <translation>“{hash}”은(는) 해시가 아닙니다. 처음 12자리 이상(0-9, a-f)을 입력하십시오.</translation>
    </message>
    <message>
        <source>“{host}” is no address of a Docker engine: {text} Write unix:///path, tcp://host:port or npipe:////./pipe/name.</source>
        <translation>“{host}”은(는) Docker 엔진의 주소가 아닙니다: {text} unix:///path, tcp://host:port 또는 npipe:////./pipe/name 형식으로 입력하십시오.</translation>
    </message>
    <message>
        <source>“{image}” begins with something that is not a host name.</source>
        <translation>“{image}”의 시작 부분이 호스트 이름이 아닙니다.</translation>
    </message>
    <message>
        <source>“{image}” has no valid digest after “@”. A digest looks like sha256:… with 64 hexadecimal digits.</source>
        <translation>“{image}”에서 “@” 뒤의 다이제스트가 올바르지 않습니다. 다이제스트는 sha256:… 형식이며 16진수 64자리입니다.</translation>
    </message>
    <message>
        <source>“{image}” is not a valid image name. Names are lower case: registry/folder/name.</source>
        <translation>“{image}”은(는) 올바른 이미지 이름이 아닙니다. 이름은 소문자로 registry/folder/name 형식이어야 합니다.</translation>
    </message>
    <message>
        <source>“{image}” is not a valid image name. Use lower case letters, digits, “.”, “_”, “-” and “/”.</source>
        <translation>“{image}”은(는) 올바른 이미지 이름이 아닙니다. 소문자, 숫자, “.”, “_”, “-”, “/”를 사용하십시오.</translation>
    </message>
    <message>
        <source>“{image}” means several images: {found}. Write the whole name.</source>
        <translation>“{image}”은(는) 여러 이미지를 뜻합니다: {found}. 전체 이름을 쓰십시오.</translation>
    </message>
    <message>
        <source>“{key}” is missing.</source>
        <translation>“{key}” 키가 없습니다.</translation>
    </message>
    <message>
        <source>“{key}” is not known here. Did you mean “{meant}”?</source>
        <translation>“{key}”은(는) 여기에서 사용할 수 없는 키입니다. “{meant}”을(를) 입력하려고 하셨습니까?</translation>
    </message>
    <message>
        <source>“{key}” is not known here. Remove it; “desktop-pipeline schema {kind}” lists what is.</source>
        <translation>“{key}”은(는) 여기에서 사용할 수 없는 키입니다. 제거하십시오. 사용할 수 있는 키는 “desktop-pipeline schema {kind}” 명령으로 확인할 수 있습니다.</translation>
    </message>
    <message>
        <source>“{key}” stands here twice (first in line {first}). Keep one.</source>
        <translation>“{key}” 키가 두 번 있습니다(첫 번째는 {first}번째 줄). 하나만 남기십시오.</translation>
    </message>
    <message>
        <source>“{name}” cannot be a variable of the environment, or its value holds a zero byte. Correct the variables of the task.</source>
        <translation>“{name}”은(는) 환경 변수로 사용할 수 없거나 값에 0바이트가 포함되어 있습니다. 작업의 변수를 수정하십시오.</translation>
    </message>
    <message>
        <source>“{name}” cannot be the name of a file: letters, digits, “-”, “_” and “.”, at most 100, beginning with a letter or digit.</source>
        <translation>“{name}”은(는) 파일 이름으로 사용할 수 없습니다. 문자, 숫자, “-”, “_”, “.”을 100자까지 사용할 수 있으며 문자나 숫자로 시작해야 합니다.</translation>
    </message>
    <message>
        <source>“{name}” has several containers: {found}. Write {name}/CONTAINER.</source>
        <translation>“{name}”에는 컨테이너가 여러 개 있습니다: {found}. {name}/CONTAINER로 쓰십시오.</translation>
    </message>
    <message>
        <source>“{name}” is protected; its name must be typed. Nothing was changed.</source>
        <translation>“{name}”은(는) 보호되어 있으므로 이름을 입력해야 합니다. 변경된 것은 없습니다.</translation>
    </message>
    <message>
        <source>“{name}” means several: {found}. Write one of them.</source>
        <translation>“{name}”은(는) 여러 개를 뜻합니다: {found}. 그중 하나를 쓰십시오.</translation>
    </message>
    <message>
        <source>“{name}” stands here twice.</source>
        <translation>“{name}”이(가) 두 번 있습니다.</translation>
    </message>
    <message>
        <source>“{path}” in the folder of the build cannot be read: {text}</source>
        <translation>빌드 폴더의 “{path}”을(를) 읽을 수 없습니다: {text}</translation>
    </message>
    <message>
        <source>“{path}” leads out of the work folder: the code that was fetched has a symbolic link there.</source>
        <translation>“{path}”은(는) 작업 폴더 밖으로 이어집니다. 가져온 코드의 그 위치에 심볼릭 링크가 있습니다.</translation>
    </message>
    <message>
        <source>“{ref}” begins several commits of {url}. Write more of it.</source>
        <translation>{url}에 “{ref}”(으)로 시작하는 커밋이 여러 개 있습니다. 더 길게 입력하십시오.</translation>
    </message>
    <message>
        <source>“{tag}” cannot be a tag: letters, digits, “_”, “.” and “-”, at most 128, not starting with “.” or “-”.</source>
        <translation>“{tag}”은(는) 태그로 사용할 수 없습니다. 문자, 숫자, “_”, “.”, “-”만 128자까지 사용할 수 있으며 “.” 또는 “-”로 시작할 수 없습니다.</translation>
    </message>
    <message>
        <source>“{time}” is no time. Write it as 2026-05-31T22:00.</source>
        <translation>“{time}” 값은 시각이 아닙니다. 2026-05-31T22:00과 같이 적으십시오.</translation>
    </message>
    <message>
        <source>“{title}” has started by itself: everything it waited for was there.</source>
        <translation>“{title}” 계획이 스스로 시작되었습니다. 기다리던 것이 모두 준비되었습니다.</translation>
    </message>
    <message>
        <source>“{title}” waits to change this workload, too, and does so once it starts.</source>
        <translation>“{title}” 계획도 이 워크로드를 변경하려고 대기 중이며, 시작하면 변경합니다.</translation>
    </message>
    <message>
        <source>“{title}” was missed. Nothing was started.</source>
        <translation>“{title}” 계획을 놓쳤습니다. 아무것도 시작되지 않았습니다.</translation>
    </message>
    <message>
        <source>“{title}” was refused before any change.</source>
        <translation>“{title}” 계획이 변경 전에 거부되었습니다.</translation>
    </message>
    <message>
        <source>“{url}” is no address of a git repository.</source>
        <translation>“{url}”은(는) git 리포지토리의 주소가 아닙니다.</translation>
    </message>
    <message>
        <source>“{url}” is no web address. Write http:// or https://, a host and a path; spaces and other signs in it as %20 and the like.</source>
        <translation>“{url}”은(는) 웹 주소가 아닙니다. http:// 또는 https://와 호스트, 경로를 입력하십시오. 공백과 특수 문자는 %20과 같이 입력합니다.</translation>
    </message>
    <message>
        <source>“{value}” cannot be an id: no spaces, no “/”.</source>
        <translation>“{value}”은(는) ID로 사용할 수 없습니다. 공백과 “/”는 사용할 수 없습니다.</translation>
    </message>
    <message>
        <source>“{value}” cannot be used as {name} of the build. Correct the task “Build image”.</source>
        <translation>“{value}”은(는) 빌드의 {name}(으)로 사용할 수 없습니다. 작업 “이미지 빌드”를 수정하십시오.</translation>
    </message>
    <message>
        <source>“{value}” is no digest. A digest looks like sha256:… with 64 hexadecimal digits.</source>
        <translation>“{value}”은(는) 다이제스트가 아닙니다. 다이제스트는 sha256:… 형식이며 16진수 64자리입니다.</translation>
    </message>
    <message>
        <source>“{value}” is not one of {known}.</source>
        <translation>“{value}”은(는) 다음 중 하나가 아닙니다: {known}.</translation>
    </message>
    <message>
        <source>“{value}” is not the address of a registry. Write host[:port][/folder], without “https://” and without “/” at the end.</source>
        <translation>“{value}”은(는) 레지스트리의 주소가 아닙니다. “https://”와 끝의 “/” 없이 host[:port][/folder] 형식으로 입력하십시오.</translation>
    </message>
    <message>
        <source>“{value}” must be a number from {least} to {most}.</source>
        <translation>“{value}” 대신 {least}에서 {most} 사이의 숫자를 입력해야 합니다.</translation>
    </message>
    <message>
        <source>“{value}” must be a time such as 2025-01-31T12:00:00+00:00.</source>
        <translation>“{value}” 대신 2025-01-31T12:00:00+00:00과 같은 형식의 시각을 입력해야 합니다.</translation>
    </message>
    <message>
        <source>“{value}” must be a whole number from {least} to {most}.</source>
        <translation>“{value}” 대신 {least}에서 {most} 사이의 정수를 입력해야 합니다.</translation>
    </message>
    <message>
        <source>“{value}” must be true or false.</source>
        <translation>“{value}” 대신 true 또는 false를 입력해야 합니다.</translation>
    </message>
    <message>
        <source>“{version}” cannot be a version: letters, digits, “_”, “.” and “-”.</source>
        <translation>“{version}”은(는) 버전으로 사용할 수 없습니다. 문자, 숫자, “_”, “.”, “-”만 사용할 수 있습니다.</translation>
    </message>
    <message>
        <source>“{word}” means several steps: {found}. Write one of them.</source>
        <translation>“{word}”은(는) 여러 단계를 가리킵니다: {found}. 그중 하나를 쓰십시오.</translation>
    </message>
    <message>
        <source>“{zone}” is no time zone that this computer knows. Write it as Europe/Berlin, Asia/Seoul or UTC.</source>
        <translation>“{zone}” 값은 이 컴퓨터가 아는 시간대가 아닙니다. Europe/Berlin, Asia/Seoul, UTC와 같이 적으십시오.</translation>
    </message>
</context>
</TS>
